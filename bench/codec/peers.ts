/** Every peer, with the least ratio that the project promises to keep on the full entity. */
export interface Peer {
  file: string
  encodeBar?: number
  decodeIntoBar?: number
}

export const PEERS: readonly Peer[] = [
  { file: 'hand-written.js' },
  { file: 'peers/bebop-struct.js', encodeBar: 4, decodeIntoBar: 4 },
  { file: 'peers/bebop-message.js', decodeIntoBar: 4 },
  { file: 'peers/flatbuffers-struct.js', encodeBar: 9 },
  { file: 'peers/flatbuffers-table.js', decodeIntoBar: 17 },
  { file: 'peers/pbf.js', encodeBar: 13 },
  { file: 'peers/avsc.js' },
  { file: 'peers/protobufjs.js' },
  { file: 'peers/msgpackr.js', encodeBar: 55 },
  { file: 'peers/json.js', encodeBar: 90 },
  { file: 'peers/protobuf-es.js', encodeBar: 250 },
]

/** One component read in place may cost this many times what it costs in C. */
export const READ_AGAINST_C_BAR = 2.2
