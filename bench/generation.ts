// The generation bench: `npx tsx bench/generation.ts [--quick]`. What each row means: docs/benchmarks.md.

import { spawnSync } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import { type Written, written } from './generation/output.ts'
import { SIZES, type Size } from './generation/schemas.ts'
import { findRuns, type Run, TOOL } from './generation/tools.ts'
import { measureWatch } from './generation/watch.ts'
import { generatorCli } from './lib/generator.ts'
import { printMachine } from './lib/machine.ts'
import { parseOptions } from './lib/options.ts'
import { median, pairedRatio } from './lib/statistics.ts'
import { againstBar, figure, printTable } from './lib/table.ts'
import { temporaryDirectory } from './lib/tools.ts'

const COLD_BAR = 1.5
const UNCHANGED_BAR = 2
const WATCH_BAR_MS = 200
const STANDARD_OUTPUT_MAX = 256 * 1024 * 1024

interface Measured {
  size: Size
  run: Run
  milliseconds: number[]
  written: Written
}

const { quick } = parseOptions([])
const rounds = quick ? 1 : 7
/** A tool that takes seconds gets fewer rounds: its own budget, so that the whole stays below three minutes. */
const BUDGET_MS = 10_000
const ROUNDS_MIN = 2

printMachine('generation', quick)
const root = temporaryDirectory()
const runsOf = await findRuns(root)
const measured: Measured[] = (quick ? SIZES.slice(0, 1) : SIZES).flatMap((size) =>
  runsOf(size).map((run) => ({ size, run, milliseconds: [], written: { lines: 0, bytes: 0 } })),
)
measureAll()
reportTimes()
reportSizes()
await reportWatch()

function measureAll(): void {
  // The first round fills the disk's caches and writes what "unchanged" needs: it counts for nothing.
  for (let round = -1; round < rounds; round++) {
    for (const one of measured) {
      const spentMs = one.milliseconds.reduce((sum, milliseconds) => sum + milliseconds, 0)
      if (round >= ROUNDS_MIN && spentMs > BUDGET_MS) continue
      const milliseconds = runOnce(one)
      if (round >= 0) one.milliseconds.push(milliseconds)
    }
  }
}

function runOnce(one: Measured): number {
  const { command, args, input, output, reset } = one.run
  reset()
  const start = performance.now()
  const run = spawnSync(command, args, { input, maxBuffer: STANDARD_OUTPUT_MAX })
  const milliseconds = performance.now() - start
  if (run.status !== 0) throw new Error(`${one.run.tool} failed:\n${run.stderr}`)
  one.written =
    output === undefined
      ? { lines: run.stdout.filter((byte) => byte === 10).length, bytes: run.stdout.length }
      : written(output)
  return milliseconds
}

function samples(size: Size, tool: string): number[] {
  // The peers know no worlds: their run with as many components stands for every number of worlds.
  const found =
    measured.find((one) => one.size === size && one.run.tool === tool) ??
    measured.find((one) => one.size.components === size.components && one.run.tool === tool)
  return found?.milliseconds ?? []
}

function sizeName({ components, worlds }: Size): string {
  return `${components.toLocaleString('en-US')} components, ${worlds} worlds`
}

function rowName(size: Size, run: Run): string {
  return `${sizeName(size)}: ${run.tool}`
}

function reportTimes(): void {
  const rows = measured.map(({ size, run, milliseconds }) => {
    const againstNode = pairedRatio(milliseconds, samples(size, TOOL.node))
    const againstPlugin = pairedRatio(milliseconds, samples(size, TOOL.plugin))
    const bar =
      run.tool === TOOL.cold
        ? againstBar(againstPlugin, COLD_BAR, 'most')
        : run.tool === TOOL.unchanged
          ? againstBar(againstNode, UNCHANGED_BAR, 'most')
          : ''
    return [
      rowName(size, run),
      figure(againstPlugin),
      figure(againstNode),
      figure(median(milliseconds)),
      quick ? '' : bar,
    ]
  })
  printTable(
    'a whole process, from its start to its files: time as a multiple of protoc-gen-es fed directly, and of node',
    ['schema and tool', 'x protoc-gen-es', 'x node', 'ms', 'bar'],
    rows,
  )
}

function reportSizes(): void {
  const rows = measured
    .filter((one) => one.written.bytes > 0 && one.run.tool !== TOOL.unchanged)
    .map(({ size, run, written: { lines, bytes } }) => {
      const links = size.worlds * (size.worlds - 1)
      return [
        rowName(size, run),
        figure(lines),
        figure(bytes),
        figure(bytes / size.components),
        run.tool === TOOL.cold ? figure(bytes / links) : '-',
      ]
    })
  printTable(
    'what they write: linear where the bytes for each component, or for each link, stop falling and stay',
    ['schema and tool', 'lines', 'bytes', 'bytes/component', 'bytes/link'],
    rows,
  )
}

async function reportWatch(): Promise<void> {
  const cli = generatorCli()
  if (cli === undefined) return
  const rows: string[][] = []
  for (const size of quick ? SIZES.slice(0, 1) : SIZES.slice(0, 2)) {
    const milliseconds = await measureWatch(cli, root, size, quick ? 1 : 7)
    const middle = median(milliseconds)
    rows.push([sizeName(size), figure(middle), quick ? '' : againstBar(middle, WATCH_BAR_MS, 'most')])
  }
  printTable('--watch: from the save of a changed schema to the module', ['schema', 'ms', 'bar'], rows)
}
