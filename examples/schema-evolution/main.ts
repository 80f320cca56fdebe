// A schema in three versions: what `ecs-gen diff` says of each step, and what running nodes do about it.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { diffCommand } from '../../generator/cli/diffCommand.ts'
import { generate } from '../../generator/index.ts'
import { NodeProcess } from './nodeProcess.ts'

const versions = ['v1', 'v2', 'v3'] as const
type Version = (typeof versions)[number]

const portsAt = process.argv.indexOf('--ports')
const ports = portsAt < 0 ? [9301, 9302] : process.argv[portsAt + 1]!.split(',').map(Number)
const here = fileURLToPath(new URL('.', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'ecs-gen-valley-'))
const running: NodeProcess[] = []

try {
  writeModules()
  await compatibleStep()
  await breakingStep()
} finally {
  for (const node of running) node.kill()
  rmSync(folder, { recursive: true })
}

/** v1 to v2: a field is deprecated. Nodes are upgraded one at a time. */
async function compatibleStep(): Promise<void> {
  showDiff('v1', 'v2', 0)
  const alpha = start('alpha', 'v1')
  const oldBeta = start('beta', 'v1')
  await connected(alpha, oldBeta)
  await oldBeta.leave()
  const beta = start('beta', 'v2')
  await connected(beta)
  alpha.send(1)
  await beta.heard(({ type, entity }) => type === 'arrived' && entity === 1)
  await Promise.all([alpha.leave(), beta.leave()])
}

/** v2 to v3: the field goes. Old and new refuse each other until both are new. */
async function breakingStep(): Promise<void> {
  showDiff('v2', 'v3', 1)
  const oldAlpha = start('alpha', 'v2')
  const beta = start('beta', 'v3')
  await oldAlpha.heard(({ text = '' }) =>
    text.endsWith('first component Purse: here gold: u32, there coins: u64'),
  )
  await beta.heard(({ text = '' }) =>
    text.endsWith('first component Purse: here coins: u64, there gold: u32'),
  )
  await oldAlpha.leave()
  const alpha = start('alpha', 'v3')
  await connected(alpha, beta)
  beta.send(2)
  await alpha.heard(({ type, entity }) => type === 'arrived' && entity === 2)
  await Promise.all([alpha.leave(), beta.leave()])
}

function writeModules(): void {
  for (const version of versions) {
    const schemaFile = `${version}.schema.json`
    const { files } = generate(readFileSync(join(here, schemaFile), 'utf8'), { schemaFile })
    mkdirSync(join(folder, version))
    for (const { name, text } of files) writeFileSync(join(folder, version, name), text)
  }
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
}

function start(name: string, version: Version): NodeProcess {
  const node = new NodeProcess(name, version, folder, ports)
  running.push(node)
  return node
}

async function connected(...nodes: readonly NodeProcess[]): Promise<void> {
  await Promise.all(
    nodes.map((node) => node.heard(({ type, state }) => type === 'peer' && state === 'connected')),
  )
}

/** What `ecs-gen diff` prints, and its exit code. */
function showDiff(before: Version, after: Version, expected: number): void {
  console.log(`\n$ ecs-gen diff ${before}.schema.json ${after}.schema.json`)
  const [old, now] = [before, after].map((version) => join(here, `${version}.schema.json`))
  const code = diffCommand({ kind: 'diff', before: old!, after: now!, json: false })
  if (code !== expected) throw new Error(`diff has ended with ${code}, not ${expected}`)
  console.log(`exit code ${code}\n`)
}
