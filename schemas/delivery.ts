import { z } from 'zod'
import { wordList } from './shapes.ts'

/** What a channel between two nodes promises. The order gives their numbers in the generated module. */
export const deliveryKinds = ['fire_and_forget', 'ack_required', 'ordered'] as const
export type DeliveryKind = (typeof deliveryKinds)[number]

const deliveryList = wordList(z.enum(deliveryKinds), {
  what: 'deliveries',
  minimum: 1,
  maximum: deliveryKinds.length,
  description: 'Several: each has a queue of its own, and the first is what queueTransfer uses unless told.',
})

/** One delivery, or several to choose from at each transfer. */
export const deliveryInput = z.union([z.enum(deliveryKinds), deliveryList])

export type DeliveryInput = z.infer<typeof deliveryInput>

/** The deliveries as a list, the first choice first. */
export function deliveriesOf(input: DeliveryInput): readonly DeliveryKind[] {
  return typeof input === 'string' ? [input] : input
}
