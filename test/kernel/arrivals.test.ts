import { expect, test } from 'vitest'
import { Arrivals } from '../../templates/kernel/arrivals.ts'

test('the program is told of the first at once, of what follows closely when all of it is read, and of nothing twice', () => {
  let told = 0
  const arrivals = new Arrivals(() => told++)
  expect(arrivals.tellFirst()).toBe(Number.POSITIVE_INFINITY)
  expect(told).toBe(0)

  arrivals.note(5)
  expect(arrivals.tellFirst()).toBe(Number.POSITIVE_INFINITY)
  expect(told).toBe(1)

  arrivals.note(5.005)
  expect(arrivals.tellFirst()).toBe(5.005)
  arrivals.note(5.01)
  expect(arrivals.tellFirst()).toBe(5.01)
  expect(told).toBe(1)
  arrivals.tell()
  expect(told).toBe(2)
  arrivals.tell()
  expect(told).toBe(2)

  arrivals.note(5.04)
  expect(arrivals.tellFirst()).toBe(Number.POSITIVE_INFINITY)
  expect(told).toBe(3)
})

test('what comes while the program is told is told of, too', () => {
  const told: number[] = []
  const arrivals = new Arrivals(() => {
    told.push(told.length)
    if (told.length === 1) arrivals.note(1)
  })
  arrivals.note(1)
  arrivals.tell()
  expect(told).toEqual([0])
  expect(arrivals.tellFirst()).toBe(1)
  arrivals.tell()
  expect(told).toEqual([0, 1])
})
