import { describe, expect, test } from 'vitest'
import { generatedMatrix } from '../matrix/generated.ts'

/**
 * x64 keeps stores and loads in an order that hides a missing Atomics, so the text is looked at instead:
 * words that two threads exchange without holding a slot may be touched through Atomics alone.
 */
const sharedWords = [
  'tailWord',
  'headWord',
  'RING_TAIL',
  'RING_HEAD',
  'readyWord',
  'sleeperWord',
  'wakeWord',
  'statsWord',
  'firstWord',
  'RUNNING_WORD',
  'slotWord\\(',
]
const plainAccess = new RegExp(`\\b[IUF]\\d+\\[[^\\]]*(${sharedWords.join('|')})`)

/** Run by test/matrix/matrix.test.ts, which has generated the modules. */
export function testAtomics(): void {
  describe('index, ready, sleeper and stats words', () => {
    test('are touched through Atomics alone, in every module', () => {
      const found = generatedMatrix('small').flatMap(({ files }) =>
        files.flatMap(({ name, text }) =>
          text
            .split('\n')
            .filter((line) => plainAccess.test(line))
            .map((line) => `${name}: ${line.trim()}`),
        ),
      )
      expect(found).toEqual([])
    })

    test('are found when touched plainly', () => {
      for (const line of [
        'I32[this.tailWord] = tail',
        'I32[this.word + RING_TAIL] = tail',
        'const tail = I32[this.tailWord]!',
        'I32[this.firstWord + word]',
        'U32[RUNNING_WORD] = 1',
        'I32[this.slotWord(position)] = 3',
      ]) {
        expect(plainAccess.test(line)).toBe(true)
      }
      expect(plainAccess.test('Atomics.store(I32, this.tailWord, tail)')).toBe(false)
    })

    test('every Atomics operation is on the same view, of 32 bits', () => {
      const views = new Set<string>()
      for (const { files } of generatedMatrix('small')) {
        for (const { text } of files) {
          for (const [, view] of text.matchAll(/Atomics\.\w+\(([^,]+),/g)) views.add(view!)
        }
      }
      expect([...views].sort()).toEqual(['I32', 'new Int32Array(created)', 'new Int32Array(given)'])
    })

    test('all index words are stored and loaded somewhere', () => {
      const [text] = generatedMatrix('small')
        .flatMap(({ files }) => files.map((file) => file.text))
        .filter((module) => module.includes('class SpscQueue') && module.includes('class MpmcQueue'))
      expect(text).toBeDefined()
      for (const mark of [
        'Atomics.store(I32, this.word + RING_TAIL, tail)',
        'Atomics.load(I32, this.word + RING_TAIL)',
        'Atomics.store(I32, this.word + RING_HEAD, this.head)',
        'Atomics.load(I32, this.word + RING_HEAD)',
        'Atomics.compareExchange(I32, this.tailWord',
        'Atomics.compareExchange(I32, this.headWord',
        'Atomics.or(I32, readyWord, readyBit)',
        'Atomics.and(I32, this.firstWord + word, ~bits)',
      ]) {
        expect(text).toContain(mark)
      }
    })
  })
}
