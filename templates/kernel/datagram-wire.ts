/**
 * Datagrams between nodes; docs/protocol-udp.md has the bytes and the rules. Each begins with a header
 * of four words: kind, flags and the upper 16 bits of its number; the lower 32 bits; the id that the dialing node gave
 * the stream, and the id that the other one gave it.
 */
export const HEADER_WORDS = 4

/** Kinds. The first four open a stream, and have no number. */
export const HELLO_DATAGRAM = 1
export const COOKIE_DATAGRAM = 2
export const WELCOME_DATAGRAM = 3
export const REFUSAL_DATAGRAM = 4
export const TRANSFERS_DATAGRAM = 5
export const ACKNOWLEDGEMENT_DATAGRAM = 6
/** The stream is over for whoever sends this. */
export const CLOSE_DATAGRAM = 7
/** The stream is not there: an earlier process of this node may have had it. */
export const DISOWN_DATAGRAM = 8

/** Flags: the receiver should acknowledge at once. */
export const FLAG_ASKS = 1
/** Nothing more comes from the sender of transfers, or whoever acknowledges takes no more. */
export const FLAG_LAST = 2
/** The dialing side has sent it: tells which of two streams is meant. */
export const FLAG_FROM_DIALER = 4

export const COOKIE_WORDS = 4
/** Number and delay of the highest datagram, how many ranges and how many channels follow. */
export const ACKNOWLEDGED_HEAD_WORDS = 4
/** For each channel: its number, everything before what has arrived, everything before what it has room for. */
export const NEWS_WORDS = 3
export const WELCOME_BODY_WORDS = 4
/** The node that disowns, and its incarnation. */
export const DISOWN_BODY_WORDS = 4
/** A heartbeat is so long that its answer, if the stream is not there, is no longer. */
export const HEARTBEAT_DATAGRAM_WORDS = 24
//#if preSharedKey
/** So is an acknowledgement, whose answer has the longer seal of a handshake. */
export const SEALED_ACKNOWLEDGEMENT_WORDS = 11
//#end

export function writeHeader(
  words: Int32Array,
  kind: number,
  flags: number,
  number: number,
  dialerId: number,
  listenerId: number,
): void {
  words[0] = kind | (flags << 8) | (Math.floor(number / 0x1_0000_0000) << 16)
  words[1] = number | 0
  words[2] = dialerId
  words[3] = listenerId
}

/** The number in a header, or in two words alike at `at`. */
export function readNumber(words: Int32Array, at: number): number {
  return (words[at]! >>> 16) * 0x1_0000_0000 + (words[at + 1]! >>> 0)
}
