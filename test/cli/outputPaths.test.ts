import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { UsageError } from '../../generator/cli/arguments.ts'
import { outputPaths } from '../../generator/cli/outputPaths.ts'

const folder = mkdtempSync(join(tmpdir(), 'ecs-gen-'))
const schema = join(folder, 'cluster.schema.ts')
writeFileSync(schema, '')
mkdirSync(join(folder, 'folder.ts'))
symlinkSync(schema, join(folder, 'link.ts'))

const one = [{ name: 'a.gen.ts', node: null }]
const javascript = [
  { name: 'a.gen.js', node: null },
  { name: 'a.gen.d.ts', node: null },
]
const two = [
  { name: 'a.x.gen.ts', node: 'x' },
  { name: 'a.y.gen.ts', node: 'y' },
]
const at = (name: string): string => join(folder, name)

describe('outputPaths', () => {
  it.each([
    [one, null, ['a.gen.ts']],
    [one, 'made/', ['made/a.gen.ts']],
    [one, 'made', ['made/a.gen.ts']],
    [one, 'folder.ts', ['folder.ts/a.gen.ts']],
    [one, 'b.ts', ['b.ts']],
    [one, 'b.mts', ['b.mts']],
    [javascript, 'b.js', ['b.js', 'b.d.ts']],
    [javascript, 'b.mjs', ['b.mjs', 'b.d.mts']],
    [two, 'made', ['made/a.x.gen.ts', 'made/a.y.gen.ts']],
    [two.slice(1), 'y.ts', ['y.ts']],
  ])('%j with --out %s', (files, out, expected) => {
    expect(outputPaths(files, schema, out === null ? null : `${folder}/${out}`)).toEqual(expected.map(at))
  })

  it.each([
    [two, 'b.ts', 'names one file'],
    [one, 'b.js', 'ends in .ts or .mts'],
    [one, 'b.d.ts', 'ends in .ts or .mts'],
    [javascript, 'b.ts', 'ends in .js or .mjs'],
    [one, 'cluster.schema.ts', 'would overwrite the schema'],
    [one, 'link.ts', 'would overwrite the schema'],
  ])('%j refuses --out %s', (files, out, message) => {
    expect(() => outputPaths(files, schema, at(out))).toThrow(UsageError)
    expect(() => outputPaths(files, schema, at(out))).toThrow(message)
  })
})
