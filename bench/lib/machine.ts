import os from 'node:os'

/** What the figures below it were measured on. Without it a figure says nothing. */
export function printMachine(bench: string, quick: boolean): void {
  const cpus = os.cpus()
  const model = cpus[0]?.model.trim() ?? 'unknown processor'
  const [load] = os.loadavg()
  console.log(
    `${bench}: ${cpus.length} x ${model}, ${os.type()} ${os.release()} ${os.arch()}, ` +
      `Node ${process.version} (V8 ${process.versions.v8}), load ${load?.toFixed(1)}`,
  )
  if (quick) console.log('--quick: a smoke run. Its figures mean nothing.')
}
