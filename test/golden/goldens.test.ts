import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { generate } from '../../generator/index.ts'

/**
 * What is generated for one small schema a section, to be read in a diff. `UPDATE_GOLDENS=1 npx vitest run
 * test/golden` writes them anew.
 */
const folder = new URL('../cases/golden/', import.meta.url)
const isUpdate = process.env.UPDATE_GOLDENS === '1'
const names = readdirSync(folder).sort()

describe('goldens', () => {
  test.each(names)('%s', (name) => {
    const schema = readFileSync(new URL(`${name}/schema.json`, folder), 'utf8')
    const { files, diagnostics } = generate(schema, { schemaFile: 'schema.json' })
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    const golden = new URL(`${name}/expected.gen.ts`, folder)
    const text = files[0]!.text
    if (isUpdate) writeFileSync(golden, text)
    expect(text).toBe(
      existsSync(golden) ? readFileSync(golden, 'utf8') : 'no golden: run with UPDATE_GOLDENS=1',
    )
  })

  test('the name of each schema is the name of its folder', () => {
    for (const name of names) {
      const schema = JSON.parse(readFileSync(new URL(`${name}/schema.json`, folder), 'utf8')) as {
        name: string
      }
      expect(schema.name).toBe(name)
    }
  })

  test('stay small enough to read', () => {
    const lengthOf = (name: string): number =>
      readFileSync(new URL(`${name}/expected.gen.ts`, folder), 'utf8').length
    // A node's module carries the kernels of the protocol, whatever its schema, and one of four kinds of ECS theirs.
    const large = ['cluster', 'datagrams', 'adapters']
    expect(names.filter((name) => !large.includes(name) && lengthOf(name) > 72_000)).toEqual([])
    for (const name of large) expect(lengthOf(name)).toBeLessThan(200_000)
  })
})
