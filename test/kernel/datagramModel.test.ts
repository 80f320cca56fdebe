import { expect, it } from 'vitest'
import { Random } from '../support/random.ts'
import { DatagramModel, type DatagramModelOptions } from './datagramModel.ts'

const starts = [0, 5, 0x7fff_fff0, 0x7fff_ffff, -0x8000_0000, -20, -1]

function optionsOf(random: Random): DatagramModelOptions {
  return {
    delivery: random.pick('fire_and_forget', 'ack_required', 'ordered'),
    capacity: random.pick(2, 4, 8, 16),
    inboundCapacity: random.pick(2, 4, 8, 16),
    returnsCapacity: random.pick(2, 8, 16),
    start: random.pick(...starts),
    sequence: random.pick(...starts),
    lifetimeMs: random.pick(16, 160, 4000),
  }
}

/** A run of a seed: everything that may happen, in an order by chance. Then everything heals, or the sender gives up. */
function run(seed: number): DatagramModel {
  const random = new Random(seed)
  const model = new DatagramModel(random, optionsOf(random))
  const breaks = random.pick(20, 100, 1000)
  const restarts = random.pick(100, 500, 5000)
  const losses = random.pick(2, 4, 20, 1000)
  const doubles = random.pick(2, 4, 20, 1000)
  const slow = random.pick(1, 1, 10, 100)
  for (let step = 0; step < 400; step++) {
    if (random.once(breaks)) model.break()
    if (random.once(restarts)) model.restart()
    switch (random.below(10)) {
      case 0:
      case 1:
        for (let count = random.below(6); count > 0; count--) model.queue()
        break
      case 2:
      case 3:
        model.send(random.once(2))
        break
      case 4:
        model.deliver(random.once(losses), random.once(doubles))
        break
      case 5:
        model.tell()
        break
      case 6:
        model.hear(random.once(losses), random.once(doubles))
        break
      case 7:
        model.pass(random.pick(0, 1, 5, 20, 200, 3000))
        break
      case 8:
        if (random.once(slow)) model.takeArrived(random.below(5))
        if (random.once(20)) model.probe()
        break
      case 9:
        if (random.once(slow)) model.takeReturned(random.below(5))
    }
  }
  if (random.once(5)) {
    model.takeArrived(100)
    for (let round = 0; round < 100 && !model.isSettled(); round++) model.giveUp()
    return model
  }
  for (let round = 0; round < 300 && !model.isSettled(); round++) model.heal()
  return model
}

function check(model: DatagramModel): void {
  const { outbound, options, fates } = model
  expect(model.isSettled(), 'transfers that never come to rest').toBe(true)
  const counts: { [fate: string]: number } = {}
  for (const fate of fates.map((fate) => fate.join(' and '))) counts[fate] = (counts[fate] ?? 0) + 1
  const isLossy = options.delivery === 'fire_and_forget'
  const allowed = isLossy
    ? ['arrived', 'returned', '']
    : ['arrived', 'returned', 'in doubt', 'arrived and in doubt', 'in doubt and arrived']
  expect(Object.keys(counts).filter((fate) => !allowed.includes(fate))).toEqual([])
  expect(outbound.returned).toBe(counts.returned ?? 0)
  const settled = outbound.acknowledged + outbound.returned + outbound.returnedInDoubt + outbound.lost
  expect(settled).toBe(fates.length)
  // What was given up may only have been late.
  if (isLossy) expect(counts.arrived ?? 0).toBeGreaterThanOrEqual(outbound.acknowledged)
}

it('every transfer over datagrams arrives once, or comes back once, whatever the network does', () => {
  const total = { queued: 0, arrived: 0, returned: 0, doubted: 0, both: 0, resent: 0, lost: 0 }
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
    } catch (error) {
      throw new Error(`seed ${seed}: replay with CHANNEL_SEED=${seed} CHANNEL_RUNS=1`, { cause: error })
    }
  }
  if (process.env.CHANNEL_RUNS !== undefined) console.log(total)
  for (const [what, count] of Object.entries(total)) if (runs >= 100) expect(count, what).toBeGreaterThan(10)
}, 600_000)

it('loses nothing that is sent once where the network loses nothing, however late it is heard of', () => {
  for (let seed = 0; seed < 1_000; seed++) {
    const random = new Random(seed)
    const options = { ...optionsOf(random), delivery: 'fire_and_forget', isInOrder: true } as const
    const model = new DatagramModel(random, options)
    const slow = random.pick(1, 10, 100)
    const doubtful = random.pick(2, 10, 100)
    for (let step = 0; step < 400; step++) {
      for (let count = random.below(4); count > 0; count--) model.queue()
      if (random.once(2)) model.send(random.once(2))
      if (random.once(2)) model.deliver(false, false)
      if (random.once(3)) model.tell()
      if (random.once(3)) model.hear(false, false)
      if (random.once(doubtful)) model.probe()
      if (random.once(slow)) model.takeArrived(random.below(5))
      model.pass(random.pick(0, 1, 5))
    }
    for (let round = 0; round < 300 && !model.isSettled(); round++) model.heal()
    check(model)
    expect(model.outbound.lost, `seed ${seed}`).toBe(0)
  }
}, 600_000)
