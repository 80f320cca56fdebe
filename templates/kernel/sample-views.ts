import { memory } from './sample.ts'

/** The rest of the views that the plan prints; see sample.ts. */
export const U16 = new Uint16Array(memory)
export const U32 = new Uint32Array(memory)

/** As the plan prints it for schemas with quaternions. */
export class Quat {
  x = 0
  y = 0
  z = 0
  w = 0
}
