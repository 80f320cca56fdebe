import { expect, it } from 'vitest'
import { TransferClock } from '../../templates/kernel/transfer-clock.ts'
import { Random } from '../support/random.ts'

it.each([0, 0x7fff_ff80, -128])(
  'never gives back early, and at most a sixteenth late, from %i on',
  (start) => {
    for (let seed = 0; seed < 100; seed++) {
      const random = new Random(seed)
      const lifetime = random.pick(16, 100, 1600)
      const tick = random.pick(1, 7, 50)
      const clock = new TransferClock(lifetime, start)
      const seenAt: number[] = []
      let now = random.below(1000)
      let due = start
      for (let step = 0; step < 300; step++) {
        now += 1 + random.below(tick)
        for (let count = random.below(4); count > 0; count--) seenAt.push(now)
        clock.observe((start + seenAt.length) | 0, now)
        const next = clock.due(now, due)
        if (((next - due) | 0) < 0) throw new Error('time goes back')
        due = next
        const count = (due - start) | 0
        const last = seenAt[count - 1]
        if (last !== undefined && now - last <= lifetime) throw new Error(`${now - last} of ${lifetime} ms`)
        const oldest = seenAt[count]
        if (oldest !== undefined && now - oldest > lifetime * (1 + 1 / 16) + tick)
          throw new Error(`${now - oldest} of ${lifetime} ms, and still there`)
      }
    }
  },
)

it('asks no longer for what is settled, and ends the time of everything at once', () => {
  const clock = new TransferClock(100, 0)
  clock.observe(4, 0)
  expect(clock.due(50, 0)).toBe(0)
  expect(clock.due(101, 6)).toBe(6)
  clock.observe(9, 110)
  clock.expireAll(9)
  expect(clock.due(110, 6)).toBe(9)
})
