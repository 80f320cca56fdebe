import { expect, test } from 'vitest'
import { recallOf } from './recall.ts'

test('brings back what was changed, wherever it is reached from', () => {
  class Counter {
    static made = 0
    count = 0
    last: Counter | null = null
  }
  const memory = new ArrayBuffer(8)
  const words = new Int32Array(memory)
  const bytes = new Uint8Array(memory)
  const counter = new Counter()
  const list = [counter, new Counter()]
  words[0] = 5
  const recall = recallOf([Counter, { words, inner: { list } }])
  for (let turn = 0; turn < 2; turn++) {
    words.fill(7)
    bytes[7] = 1
    counter.count = 3
    counter.last = new Counter()
    list[1]!.count = 4
    list.push(new Counter())
    list[0] = new Counter()
    Counter.made = 2
    recall()
    expect([...words]).toEqual([5, 0])
    expect(list).toEqual([counter, new Counter()])
    expect(list[0]).toBe(counter)
    expect(counter).toEqual(new Counter())
    expect(Counter.made).toBe(0)
  }
})

test('says what it cannot bring back', () => {
  expect(() => recallOf([{ inner: [new Map()] }])).toThrow('nobody can look into')
  const open: Record<string, number> = { count: 0 }
  const recall = recallOf([open])
  open.more = 1
  expect(recall).toThrow('no longer all of an object')
})
