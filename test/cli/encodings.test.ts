import { mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readSchemaFile } from '../../generator/cli/schemaFile.ts'
import { hasText, writeAll } from '../../generator/cli/writeFile.ts'

const folder = mkdtempSync(join(tmpdir(), 'ecs-gen-'))

it('shows where a schema has bytes of another encoding', () => {
  const path = join(folder, 'tiny.json')
  writeFileSync(path, Buffer.from('{ // x\r\n  // gr\u00f6\u00dfe\r\n}', 'latin1'))
  expect(readSchemaFile(path)).toMatchObject({
    text: null,
    problem: { code: 'ECS001', line: 2, column: 8, hint: 'save it as UTF-8' },
  })
  writeFileSync(path, '{ // gr\u00f6\u00dfe\r\n}')
  expect(readSchemaFile(path)).toMatchObject({ problem: null })
})

it('takes output that Git for Windows has checked out for fresh, and does not touch it', () => {
  const path = join(folder, 'tiny.gen.ts')
  const text = 'const a = 1\nconst b = 2\n'
  writeFileSync(path, text.replaceAll('\n', '\r\n'))
  const { size } = statSync(path)
  expect(hasText(path, text)).toBe(true)
  expect(writeAll([{ path, text }])).toEqual([false])
  expect(statSync(path).size).toBe(size)
  expect(hasText(path, `${text}const c = 3\n`)).toBe(false)
})
