import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { generate } from '../../generator/pipeline.ts'

const folder = new URL('../../examples/arena/', import.meta.url)

it.each(['ts', 'js'] as const)('the committed %s modules of the arena are fresh', (emit) => {
  const text = readFileSync(new URL('cluster.schema.json', folder), 'utf8')
  const { files } = generate(text, { schemaFile: 'cluster.schema.json', emit })
  for (const file of files) expect(readFileSync(new URL(file.name, folder), 'utf8')).toBe(file.text)
})

it('the arena loses and doubles nobody', async () => {
  const main = fileURLToPath(new URL('main.js', folder))
  const { stdout } = await promisify(execFile)(process.execPath, [main, '--seconds', '2'])
  expect(stdout).toContain('ok   entities: 3000 of 3000')
  expect(stdout).toContain('ok   different entities: 3000 of 3000')
  expect(stdout).toMatch(/ok {3}hops that entities remember, and transfers sent: (\d+) of \1/)
  expect(stdout).toContain('ok   stunned players who came to the forest: 0 of 0')
  expect(stdout).toMatch(/[1-9]\d* came stunned/)
  expect(stdout).not.toContain('FAIL')
})
