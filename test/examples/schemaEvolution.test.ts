import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { freePorts } from '../process/ports.ts'

const folder = new URL('../../examples/schema-evolution/', import.meta.url)

it('the walk-through upgrades node by node, refuses what breaks, and prints what its page shows', async () => {
  const ports = (await freePorts(2)).join()
  const main = fileURLToPath(new URL('main.ts', folder))
  // Whatever does not come as it should ends with 1, and rejects.
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', main, '--ports', ports])
  const page = readFileSync(new URL('README.md', folder), 'utf8')
  const shown = [...page.matchAll(/^```(\w*)\n(.*?)^```$/gms)].flatMap(([, language, block]) =>
    language === '' ? block!.trimEnd().split('\n') : [],
  )
  expect(shown.length).toBeGreaterThan(20)
  for (const line of shown) expect(stdout).toContain(line)
}, 180_000)
