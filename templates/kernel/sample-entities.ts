import type { Inbox } from './ready-queues.ts'
import type { SpscQueue } from './spsc-queue.ts'

/** Stands in for what the module declares in front of the adapters. Never part of an output. */
export type World = number
export type Delivery = number

export declare const inboxes: readonly Inbox[]
export declare function queueBetween(source: World, target: World, delivery?: Delivery): SpscQueue
