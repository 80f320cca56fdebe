import { z } from 'zod'
import { linksMax } from './limits.ts'
import { queueInput } from './queue.ts'
import { judged, refuse } from './refusal.ts'

/** One direction between two worlds. */
export const linkInput = z.strictObject({
  from: z.string().describe('The world that entities leave.'),
  to: z.string().describe('The world that they arrive in.'),
  queue: queueInput
    .optional()
    .describe('What differs from the queue of the target world and of the cluster.'),
})

const linkList = judged(z.array(linkInput), (value) =>
  Array.isArray(value) && value.length > linksMax
    ? [refuse('ECS401', `there are ${value.length} links, at most ${linksMax} are allowed`)]
    : [],
).meta({ maxItems: linksMax })

export const linksInput = z
  .union([z.literal('all'), linkList])
  .describe('Which worlds exchange entities: "all" (the default) links every pair in both directions.')

export type LinkInput = z.infer<typeof linkInput>
