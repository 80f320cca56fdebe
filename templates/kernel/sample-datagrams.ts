/** Stands in for what the plan prints in front of the datagram kernels; see sample.ts. */
export const DATAGRAM_BYTES = 1_200
export const DATAGRAM_WORDS = 300
