import { expect, it } from 'vitest'
import { I32 } from '../../templates/kernel/sample.ts'
import { Random } from '../support/random.ts'
import { ChannelModel, type ModelOptions } from './channelModel.ts'

const starts = [0, 5, 0x7fff_fff0, 0x7fff_ffff, -0x8000_0000, -20, -1]

function optionsOf(random: Random): ModelOptions {
  const capacity = random.pick(2, 4, 8, 16)
  return {
    isAcknowledged: !random.once(3),
    capacity,
    inboundCapacity: random.pick(2, 4, 8, 16),
    // The plan makes it as large as the largest ring of its world: a gap has to fit.
    returnsCapacity: random.pick(capacity, 16),
    start: random.pick(...starts),
    lifetimeMs: random.pick(16, 160, 4000),
  }
}

/**
 * A run of a seed: everything that may happen, in an order by chance. Then everything heals, or the sender
 * gives up.
 */
function run(seed: number): ChannelModel {
  const random = new Random(seed)
  const model = new ChannelModel(random, optionsOf(random))
  const breaks = random.pick(20, 100, 1000)
  const restarts = random.pick(100, 500, 5000)
  const slow = random.pick(1, 1, 10, 100)
  for (let step = 0; step < 400; step++) {
    if (random.once(breaks)) model.break()
    if (random.once(restarts)) model.restart()
    switch (random.below(12)) {
      case 0:
      case 1:
        for (let count = random.below(6); count > 0; count--) model.queue()
        break
      case 2:
        model.dial()
        break
      case 3:
        model.accept()
        break
      case 4:
        model.open()
        break
      case 5:
        model.write()
        break
      case 6:
        model.read()
        break
      case 7:
        model.tell(random.once(2))
        break
      case 8:
        model.hear()
        break
      case 9:
        model.pass(random.pick(0, 1, 5, 20, 200, 3000))
        break
      case 10:
        if (random.once(slow)) model.takeArrived(random.below(5))
        break
      case 11:
        if (random.once(slow)) model.takeReturned(random.below(5))
    }
  }
  if (random.once(5)) {
    model.takeArrived(100)
    model.giveUp()
    for (let round = 0; round < 100 && !model.isSettled(); round++) model.giveUp()
    return model
  }
  for (let round = 0; round < 300 && !model.isSettled(); round++) model.heal()
  // The slots of fire_and_forget are free before its transfers are acknowledged.
  for (let round = 0; round < 10; round++) model.heal()
  return model
}

function check(model: ChannelModel): void {
  const { outbound, options, fates } = model
  expect(model.isSettled(), 'slots that are never free again').toBe(true)
  expect(I32[model.ring.map.word]).toBe(I32[model.ring.map.word + 32])
  const counts: { [fate: string]: number } = {}
  for (const fate of fates.map((fate) => fate.join(' and '))) counts[fate] = (counts[fate] ?? 0) + 1
  const allowed = options.isAcknowledged
    ? ['arrived', 'returned', 'in doubt', 'arrived and in doubt']
    : ['arrived', 'returned', '']
  expect(Object.keys(counts).filter((fate) => !allowed.includes(fate))).toEqual([])
  expect(outbound.returned).toBe(counts.returned ?? 0)
  expect(outbound.acknowledged + outbound.returned + outbound.returnedInDoubt + outbound.lost).toBe(
    fates.length,
  )
}

it('every transfer arrives once, or comes back once, whatever breaks', () => {
  const total = { queued: 0, arrived: 0, returned: 0, doubted: 0, both: 0, resent: 0, lost: 0, breaks: 0 }
  const runs = Number(process.env.CHANNEL_RUNS ?? 3000)
  const first = Number(process.env.CHANNEL_SEED ?? 0)
  for (let seed = first; seed < first + runs; seed++) {
    try {
      const model = run(seed)
      check(model)
      total.queued += model.fates.length
      total.arrived += model.fates.filter((fate) => fate.includes('arrived')).length
      total.both += model.fates.filter((fate) => fate.length > 1).length
      total.returned += model.outbound.returned
      total.doubted += model.outbound.returnedInDoubt
      total.resent += model.outbound.resent
      total.lost += model.outbound.lost
      total.breaks += model.breaks
    } catch (error) {
      throw new Error(`seed ${seed}: replay with CHANNEL_SEED=${seed} CHANNEL_RUNS=1`, { cause: error })
    }
  }
  if (process.env.CHANNEL_RUNS !== undefined) console.log(total)
  for (const [what, count] of Object.entries(total)) if (runs >= 100) expect(count, what).toBeGreaterThan(10)
}, 600_000)
