import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { judgeName, type NameKind, NameRegistry } from '../../schemas/names.ts'
import { generatorVersion } from '../../schemas/version.ts'
import { nearest, quote } from '../../schemas/words.ts'

const kinds: readonly NameKind[] = ['cluster', 'component', 'field', 'archetype', 'world', 'node', 'member']

describe('names', () => {
  const good: [NameKind, string][] = [
    ['cluster', 'arena'],
    ['cluster', 'my-arena-2'],
    ['component', 'Position'],
    ['component', 'P2'],
    ['field', 'x'],
    ['field', 'type'],
    ['world', 'forest'],
    ['member', 'Neutral_1'],
  ]
  test.each(good)('%s %s is fine', (kind, name) => expect(judgeName(kind, name)).toBeNull())

  const bad: [NameKind, string, string][] = [
    ['cluster', 'arena-', 'ECS201'],
    ['cluster', 'Arena', 'ECS201'],
    ['cluster', '../arena', 'ECS201'],
    ['cluster', 'con', 'ECS202'],
    ['component', 'position', 'ECS201'],
    ['component', 'Int32Array', 'ECS202'],
    ['component', 'NaN', 'ECS202'],
    ['field', '0', 'ECS201'],
    ['field', 'class', 'ECS202'],
    ['field', 'toString', 'ECS202'],
    ['field', 'a_b', 'ECS201'],
    ['field', 'größe', 'ECS201'],
    ['field', 'x\n', 'ECS201'],
    ['member', '1st', 'ECS201'],
    ['world', 'undefined', 'ECS202'],
    ['node', 'x'.repeat(65), 'ECS203'],
  ]
  test.each(bad)('%s %j is refused with %s', (kind, name, code) => {
    expect(judgeName(kind, name)?.code).toBe(code)
  })

  test('__proto__ is reserved for everything', () => {
    for (const kind of kinds) expect(judgeName(kind, '__proto__')?.code).toBe('ECS202')
  })

  test('an accepted name can stand in code as it is, and a suggestion would be accepted', () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.string({ unit: 'grapheme', maxLength: 12 }), (kind, name) => {
        const refusal = judgeName(kind, name)
        if (refusal === null) expect(name).toMatch(/^[A-Za-z][A-Za-z0-9_-]*$/)
        const suggested = /^for instance (".*")$/.exec(refusal?.hint ?? '')?.[1]
        if (suggested !== undefined) expect(judgeName(kind, JSON.parse(suggested))).toBeNull()
      }),
      { numRuns: 1000 },
    )
  })
})

describe('NameRegistry', () => {
  test('reports a clash with both owners, and keeps the first', () => {
    const registry = new NameRegistry()
    expect(registry.claim('packPosition', 'component Position', ['components', 'Position'])).toBeNull()
    const problem = registry.claim('packPosition', 'archetype position', ['archetypes', 'position'])
    expect(problem).toMatchObject({ code: 'ECS601', severity: 'error', path: ['archetypes', 'position'] })
    expect(problem?.message).toContain('archetype position')
    expect(problem?.message).toContain('component Position')
    expect(registry.has('packPosition')).toBe(true)
    expect(registry.claim('constructor', 'someone', [])).toBeNull()
  })
})

describe('words', () => {
  test('nearest finds slips and nothing far', () => {
    const names = ['Position', 'Health', 'Inventory']
    expect(nearest('Positon', names)).toBe('Position')
    expect(nearest('Psoition', names)).toBe('Position')
    expect(nearest('HEALTH', names)).toBe('Health')
    expect(nearest('Armour', names)).toBeNull()
    expect(nearest('a', ['b'])).toBeNull()
    expect(nearest('x'.repeat(10_000), names)).toBeNull()
  })

  test('quote escapes and cuts', () => {
    expect(quote('a"b\n')).toBe('"a\\"b\\n"')
    expect(quote('x'.repeat(1000)).length).toBeLessThan(70)
  })
})

test('the version is that of package.json', () => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  expect(generatorVersion).toBe(JSON.parse(text).version)
})
