import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { recallFresh, remember } from '../../generator/cli/cache.ts'
import type { Diagnostic } from '../../generator/diagnostic/diagnostic.ts'

const warning: Diagnostic = {
  code: 'ECS320',
  severity: 'warning',
  path: ['components', 'A'],
  at: 'key',
  message: 'no world holds it',
  hint: null,
  file: 's.json',
  line: 1,
  column: 1,
  length: 1,
}

let folder: string
let options: { schema: string; out: null; node: string | null; emit: 'ts' | 'js' }
let outputs: { name: string; path: string; text: string }[]
const cacheFolder = (): string => join(folder, 'node_modules/.cache/ecs-gen')

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ecs-gen-'))
  mkdirSync(join(folder, 'node_modules'))
  mkdirSync(join(folder, 'deep'))
  options = { schema: join(folder, 'deep/s.json'), out: null, node: null, emit: 'ts' }
  outputs = [{ name: 'a.gen.ts', path: join(folder, 'deep/a.gen.ts'), text: 'code' }]
  writeFileSync(outputs[0]!.path, 'code')
})

describe('cache', () => {
  it('recalls the outputs and the warnings, with the name of the schema as it is given now', () => {
    expect(recallFresh(options, 'schema')).toBeNull()
    remember(options, 'schema', outputs, [warning])
    expect(recallFresh(options, 'schema')).toEqual({
      outputs,
      warnings: [{ ...warning, file: options.schema }],
    })
  })

  it('knows nothing of another schema, other options or other outputs', () => {
    remember(options, 'schema', outputs, [])
    expect(recallFresh(options, 'schema ')).toBeNull()
    expect(recallFresh({ ...options, emit: 'js' }, 'schema')).toBeNull()
    expect(recallFresh({ ...options, node: 'a' }, 'schema')).toBeNull()
    writeFileSync(outputs[0]!.path, 'edited')
    expect(recallFresh(options, 'schema')).toBeNull()
    rmSync(outputs[0]!.path)
    expect(recallFresh(options, 'schema')).toBeNull()
  })

  it.each(['', '{', 'null', '[]', '{"key": 1}', '{"outputs": []}'])('survives %j in its file', (text) => {
    remember(options, 'schema', outputs, [])
    for (const name of readdirSync(cacheFolder())) writeFileSync(join(cacheFolder(), name), text)
    expect(recallFresh(options, 'schema')).toBeNull()
  })

  it('does without where it cannot write', () => {
    mkdirSync(join(folder, 'node_modules/.cache'))
    writeFileSync(cacheFolder(), 'a file in the way')
    remember(options, 'schema', outputs, [])
    expect(recallFresh(options, 'schema')).toBeNull()
  })
})
