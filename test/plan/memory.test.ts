import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planOf } from '../../generator/planOf.ts'

const capacity = fc.integer({ min: 1, max: 7 }).map((power) => 2 ** power)
const schema = fc
  .record({
    worldCount: fc.integer({ min: 2, max: 40 }),
    pick: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.constantFrom('spsc', 'mpmc'), capacity, fc.boolean()), {
      maxLength: 90,
    }),
    isAll: fc.boolean(),
    poolSize: fc.integer({ min: 1, max: 70 }),
    clusterCapacity: capacity,
  })
  .map(({ worldCount, pick, isAll, poolSize, clusterCapacity }) => {
    const names = Array.from({ length: worldCount }, (_, index) => `w${index}`)
    const links = new Map(
      pick.flatMap(([a, b, kind, size, urgent]) => {
        const from = names[a % worldCount]!
        const to = names[b % worldCount]!
        const queue = { kind, capacity: size, ...(urgent ? { priorityCapacity: 16 } : {}) }
        return from === to ? [] : [[`${from} ${to}`, { from, to, queue }] as const]
      }),
    )
    return {
      name: 'random',
      components: { Position: { x: 'f64', y: 'u8' }, Tag: {} },
      worlds: Object.fromEntries(names.map((name) => [name, {}])),
      links: isAll ? 'all' : [...links.values()],
      queue: { capacity: clusterCapacity },
      transferPoolSize: poolSize,
    }
  })

describe('the memory map of random schemas', () => {
  test('gives every queue, pool and control word a place of its own', () => {
    fc.assert(
      fc.property(schema, (input) => {
        const { plans, diagnostics } = planOf(input)
        expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
        const plan = plans[0]!
        if (plan.queues.length === 0) {
          expect(plan.memory.bytes).toBe(0)
          return
        }
        const { packet, memory } = plan
        const regions: [start: number, end: number, what: string][] = [
          [memory.hashWord, memory.hashWord + 1, 'layout hash'],
          [memory.runningWord, memory.runningWord + 1, 'running'],
        ]
        for (const world of plan.worlds) {
          regions.push([world.sleeperWord, world.sleeperWord + 1, `${world.name} sleeper`])
          regions.push([world.wakeWord, world.wakeWord + 1, `${world.name} wake`])
          // The seqlock and two sets of four counters of two words.
          regions.push([world.statsWord, world.statsWord + 17, `${world.name} stats`])
          regions.push([world.readyWord, world.readyWord + world.readyWords, `${world.name} ready`])
          const priorityWords = Math.ceil(world.inboundPriority.length / 32)
          regions.push([
            world.priorityReadyWord,
            world.priorityReadyWord + priorityWords,
            `${world.name} urgent`,
          ])
          const poolEnd = world.poolWord + world.poolCount * memory.poolSize * memory.poolSlotWords
          regions.push([world.poolWord, poolEnd, `${world.name} pool`])
          const takingsEnd = world.poolTakingsWord + (world.poolTakingsWord > 0 ? 1 + 3 * world.poolCount : 0)
          regions.push([world.poolTakingsWord, takingsEnd, `${world.name} takings of pools`])
        }
        for (const queue of plan.queues) {
          const slot = packet.words + (queue.kind === 'mpmc' ? 2 : 0)
          expect(queue.slotWords).toBe(slot)
          expect(queue.word % 32).toBe(0)
          regions.push([queue.word, queue.word + 64 + queue.capacity * slot, queue.name])
        }
        regions.sort((a, b) => a[0] - b[0] || a[1] - b[1])
        for (const [index, [start, end, what]] of regions.entries()) {
          const next = regions[index + 1]
          expect(end, what).toBeLessThanOrEqual(memory.bytes / 4)
          if (next !== undefined && end > start)
            expect([what, next[2], end <= next[0]]).toEqual([what, next[2], true])
        }
      }),
      { numRuns: 60 },
    )
  })

  test('gives every queue into a world its own ready bit, in the order of the inbox', () => {
    fc.assert(
      fc.property(schema, (input) => {
        const plan = planOf(input).plans[0]!
        const byName = new Map(plan.queues.map((queue) => [queue.name, queue]))
        for (const world of plan.worlds) {
          const bits = (names: readonly string[], first: number) =>
            names.map((name) => 32 * (byName.get(name)!.readyWord - first) + byName.get(name)!.readyBit)
          expect(bits(world.inbound, world.readyWord)).toEqual(world.inbound.map((_, index) => index))
          expect(bits(world.inboundPriority, world.priorityReadyWord)).toEqual(
            world.inboundPriority.map((_, index) => index),
          )
        }
      }),
      { numRuns: 60 },
    )
  })
})
