import { memory } from './sample.ts'

/** The rest of the views that the plan prints; see sample.ts. */
export const U16 = new Uint16Array(memory)
export const U32 = new Uint32Array(memory)
