import { z } from 'zod'
import { defaults } from './defaults.ts'
import { deliveryInput } from './delivery.ts'
import { limits, linksMax } from './limits.ts'
import { queueInput } from './queue.ts'
import { judged, refuse } from './refusal.ts'
import { wholeNumber } from './shapes.ts'

/** What channels between nodes promise: of a link, or of all links that do not say. */
export const channelShape = {
  delivery: deliveryInput
    .optional()
    .describe(
      `What holds between nodes, one or several to choose from. fire_and_forget: sent once. ack_required: resent until acknowledged. ordered: that, and in order. Default: ${defaults.delivery}.`,
    ),
  timeoutMs: wholeNumber(
    1,
    limits.waitMs,
    `How long one try to deliver lasts. Default: ${defaults.timeoutMs}.`,
  ).optional(),
  retries: wholeNumber(
    0,
    limits.retries,
    `Further tries of the same length; then the transfer comes back to its world. Default: ${defaults.retries}.`,
  ).optional(),
} as const

/** One direction between two worlds. */
export const linkInput = z.strictObject({
  from: z.string().describe('The world that entities leave.'),
  to: z.string().describe('The world that they arrive in.'),
  queue: queueInput
    .optional()
    .describe('What differs from the queue of the target world and of the cluster.'),
  ...channelShape,
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
