// All benches, or those that are named: `npx tsx bench/run.ts [codec|queue|polling|transport|datagrams|flood|loss|generation|ecs ...] [--quick]`.
// The root's `npm run bench` comes here.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseOptions } from './lib/options.ts'

const BENCHES = [
  'codec',
  'queue',
  'polling',
  'transport',
  'datagrams',
  'flood',
  'loss',
  'generation',
  'ecs',
] as const

const { quick, names } = parseOptions(BENCHES)
const here = fileURLToPath(new URL('.', import.meta.url))

installPeers()
let failed = 0
for (const bench of names.length > 0 ? names : BENCHES) {
  // A process each, with the loader that this one was started with: no bench warms another's code.
  const script = fileURLToPath(new URL(`${bench}.ts`, import.meta.url))
  const args = [...process.execArgv, script, ...(quick ? ['--quick'] : [])]
  const run = spawnSync(process.execPath, args, { stdio: 'inherit' })
  if (run.status !== 0) failed++
  console.log()
}
process.exitCode = failed > 0 ? 1 : 0

/** The peers belong to this directory alone; whoever runs no bench never downloads them. */
function installPeers(): void {
  if (existsSync(new URL('node_modules/.package-lock.json', import.meta.url))) return
  console.log('installing the peers of bench/ (once)')
  // Without their install scripts: none is needed, and a bench should not run what it does not measure.
  const run = spawnSync('npm', ['ci', '--prefix', here, '--ignore-scripts', '--no-audit', '--no-fund'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (run.status !== 0) throw new Error('npm ci failed; the benches need their peers')
}
