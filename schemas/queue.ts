import { z } from 'zod'
import { defaults } from './defaults.ts'
import { limits } from './limits.ts'
import { powerOfTwo, wholeNumber } from './shapes.ts'

export const queueKinds = ['spsc', 'mpmc'] as const

/** Capacity of one queue in packets. */
export function capacityInput(description: string) {
  return powerOfTwo(limits.queueCapacityPacketsMin, limits.queueCapacityPackets, 'no zero', description)
}

/** A queue, or the part of it that differs from the cluster's. */
export const queueInput = z
  .strictObject({
    kind: z
      .enum(queueKinds)
      .optional()
      .describe('spsc: one producing and one consuming thread. mpmc: several. Default: spsc.'),
    capacity: capacityInput(
      `Packets that fit; a power of two. Default: ${defaults.queueCapacityPackets}.`,
    ).optional(),
    batchSize: wholeNumber(
      1,
      limits.queueCapacityPackets,
      `Commits after which packets become visible without a flush; at most the capacity. Default: ${defaults.queueBatchSize}.`,
    ).optional(),
    priorityCapacity: powerOfTwo(
      limits.queueCapacityPacketsMin,
      limits.queueCapacityPackets,
      'zero',
      'Packets that fit a second queue, which is read first; 0 (the default) leaves it out.',
    ).optional(),
  })
  .describe('A queue between two worlds.')

export type QueueInput = z.infer<typeof queueInput>
