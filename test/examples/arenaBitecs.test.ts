import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { generate } from '../../generator/pipeline.ts'

const folder = new URL('../../examples/arena-bitecs/', import.meta.url)

it('the committed module of the arena on bitECS is fresh', () => {
  const text = readFileSync(new URL('cluster.schema.json', folder), 'utf8')
  const { files } = generate(text, { schemaFile: 'cluster.schema.json', emit: 'js' })
  for (const file of files) expect(readFileSync(new URL(file.name, folder), 'utf8')).toBe(file.text)
})

it('the arena on bitECS loses and doubles nobody', async () => {
  const main = fileURLToPath(new URL('main.js', folder))
  const { stdout } = await promisify(execFile)(process.execPath, [main, '--seconds', '1'])
  expect(stdout).toContain('ok   entities: 3000 of 3000')
  expect(stdout).toContain('ok   different ids: 3000 of 3000')
  expect(stdout).toMatch(/ok {3}hops that entities remember, and transfers sent: ([1-9]\d*) of \1/)
  expect(stdout).not.toContain('FAIL')
})
