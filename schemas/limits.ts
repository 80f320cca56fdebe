/**
 * Every maximum of the schema, units last in the name. A limit exists so that each later stage can rely on
 * a size that was checked once, and so that a slip gives a message instead of a very large module.
 */
export const limits = {
  /** A schema at every other limit at once stays below this; larger files are data passed by accident. */
  schemaFileBytes: 4 * 1024 * 1024,
  /** Keys, texts, numbers: every component with every field takes 135,000; bounds the time to refuse a file. */
  schemaWords: 200_000,
  /** The deepest valid schema nests 15 levels (structs, two levels each); readers recurse, so it is bounded. */
  jsonDepthLevels: 64,
  /** More than anybody reads at once; the rest is counted. */
  diagnosticsShown: 100,
  /** Problems that are looked up in the text and sorted; of a file with more, the first are. */
  problemsPlaced: 10_000,

  /** A line of a comment; who has more to say links to it. */
  reasonCharacters: 200,
  /** Names are joined to longer identifiers (component, field, verb), which have to stay readable. */
  nameCharacters: 64,
  /** The mask is 32 words (128 bytes) of every packet header at this count. */
  components: 1024,
  /** Counted over nested structs. Decoders are straight-line code; larger ones leave the optimizer's budget. */
  componentFields: 64,
  /** Each level is joined to the accessor's name. */
  structDepthLevels: 4,
  /** Each archetype gets its own encoder and decoder in the output. */
  archetypes: 256,
  /** Stored as one byte. */
  enumMembers: 256,
  /** Stored as one 32-bit word, and bit operations of JavaScript are 32 bits wide. */
  flagsMembers: 32,
  /** An element's offset has to fit a packet (16-bit length) beside the other components. */
  arrayElements: 1024,
  /** Bytes of UTF-8; larger texts belong in a database, with their key in the packet. */
  stringBytes: 1024,
  /** As for texts. */
  bytesBytes: 1024,
  /** A code is one unsigned integer, and integers up to here are exact in a double with room for its rounding. */
  compactBits: 32,
  /** With fewer, rounding could make three components of a quaternion longer than the whole. */
  quatBitsMin: 4,
  /** Three codes and the place of the fourth component fit 48 bits; the error is below a hundredth of a degree. */
  quatBits: 15,
  /** Far enough from the largest double for differences and products to stay finite. */
  quantizedMagnitude: 1e300,
  /**
   * The least step of a quantized field, as a part of its larger end and at all: 32 times what computing a code
   * and its value may lose to rounding, so that every code survives both.
   */
  quantizedStepPart: 2 ** -47,
  quantizedStepMin: 1e-290,

  /** 4,032 named queues, and within a node the non-empty bits of one target fit two 32-bit words. */
  worlds: 64,
  /** Node ids take one byte, and a full mesh of 64 nodes has 2,016 connections. */
  nodes: 64,
  /** A longer one is no name that the domain name system (RFC 1035) or an IP address has. */
  hostCharacters: 253,
  /** Port numbers of TCP and UDP have 16 bits. 0 would mean "any free one", which no peer could dial. */
  ports: 65_535,
  /** An hour: who waits longer for a peer wants a database, and timers stay far below 2^31 ms. */
  waitMs: 3_600_000,
  /** Below, heartbeats of a full mesh of 64 nodes cost more than what they guard. */
  heartbeatIntervalMsMin: 10,
  /** With the longest timeout the lifetime of a transfer is 101 hours, and still fits 32 bits of ms. */
  retries: 100,
  /** Points of one node on the ring. 64 nodes give 64,000 table rows; balance hardly gains above 200. */
  virtualNodes: 1000,
  /** Entity ids are unsigned 32-bit numbers, so no node can own more. */
  entityIds: 2 ** 32,

  /** One slot would make full and empty indistinguishable for a batch of one, so 2 is the least. */
  queueCapacityPacketsMin: 2,
  /** At 64-byte packets one queue takes 4 MiB; beyond, a queue hides an overload instead of smoothing it. */
  queueCapacityPackets: 65_536,
  /** Reusable outgoing transfers of one world; as many as the largest queue can hold. */
  transferPoolSize: 65_536,

  /** Fits every path of the internet without fragments (RFC 9000, section 14), headers of IP and UDP beside it. */
  datagramBytes: 1_200,
  /** Of these, what a seal takes: tag, nonce and epoch of a handshake are 29 bytes, and content is whole words. */
  datagramSealBytes: 32,
  /** In front of the first packet in a datagram: the header of the datagram, and that of the segment. */
  datagramHeadBytes: 32,
  /** What two nodes have to agree on, one by one: so many hashes of it fit HELLO in a datagram beside the rest. */
  terms: 128,
  /** The text of one of them, in the refusal: less than what it answers, and enough for a dozen fields. */
  termBytes: 256,
  /** The used length of a packet is an unsigned 16-bit number. */
  packetBytes: 65_535,
  /** Rows of a store and places of an id map: 22 bits, which leave a handle 2^30 generations below 2^53. */
  entitiesOfWorld: 4_194_304,
  /** One SharedArrayBuffer; its word indices stay far below 2^31, and 32-bit browsers can allocate it. */
  memoryBytes: 1024 * 1024 * 1024,
} as const

/** Every ordered pair of worlds. */
export const linksMax = limits.worlds * (limits.worlds - 1)

/** How much of a datagram is content. */
export function datagramContentBytes(security: string | null | undefined): number {
  return limits.datagramBytes - (security === 'pre_shared_key' ? limits.datagramSealBytes : 0)
}
