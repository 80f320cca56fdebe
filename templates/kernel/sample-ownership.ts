/** Stands in for what the plan prints in front of the ownership kernels; see sample.ts. */
export const NODE_COUNT = 3
export const LOCAL_NODE = 1
export const RANGE_SIZE = 1000
export const RING_HASHES = new Uint32Array([10, 0x4000_0000, 0x8000_0000, 0xf000_0000])
export const RING_OWNERS = new Uint8Array([0, 1, 2, 1])
