import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { generate } from '../../generator/pipeline.ts'
import { freePorts } from '../process/ports.ts'

const folder = new URL('../../examples/arena-cluster/', import.meta.url)

it.each([
  ['tcp', ''],
  ['udp', 'udp/'],
])('the committed modules of the arena in three processes are fresh, over %s', (_, place) => {
  const within = new URL(place, folder)
  const text = readFileSync(new URL('cluster.schema.json', within), 'utf8')
  const { files } = generate(text, { schemaFile: 'cluster.schema.json', emit: 'js' })
  expect(files).toHaveLength(6)
  for (const file of files) expect(readFileSync(new URL(file.name, within), 'utf8')).toBe(file.text)
})

it.each([
  ['on one thread', []],
  ['on a thread of their own', ['--threads']],
  ['over UDP', ['--udp']],
])('with zones %s it survives a killed process and accounts for everybody', async (_, options) => {
  const ports = (await freePorts(3)).join()
  const main = fileURLToPath(new URL('main.js', folder))
  const given = [main, '--seconds', '5', '--ports', ports, ...options]
  // A count that is wrong ends with 1, and rejects.
  const { stdout } = await promisify(execFile)(process.execPath, given, { timeout: 50_000 })
  expect(stdout).toContain('kill -9 beta')
  expect(stdout).toContain('ok   players in two places: 0')
  expect(stdout).toContain('ok   players lost without a reason: 0')
  expect(stdout).toMatch(/ok {3}players: [1-9]\d* live \+ [1-9]\d* died with the forest = 900/)
  expect(stdout).toMatch(/ok {3}gold: \d+ \+ \d+ died with its owners = 45450/)
  expect(stdout).toMatch(/[1-9]\d* came back because/)
  expect(stdout).not.toContain('FAIL')
})
