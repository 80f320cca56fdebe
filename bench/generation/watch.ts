import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { ecsSchema, type Size } from './schemas.ts'

const TIMEOUT_MS = 20_000

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** From the save of a changed schema to the changed module on disk, while `--watch` runs. One figure a change. */
export async function measureWatch(
  cli: string,
  root: string,
  size: Size,
  changes: number,
): Promise<number[]> {
  const folder = path.join(root, `watch-c${size.components}w${size.worlds}`)
  mkdirSync(folder, { recursive: true })
  const schema = path.join(folder, 'bench.schema.json')
  const output = path.join(folder, 'bench.gen.ts')
  const save = (revision: number): void =>
    writeFileSync(schema, JSON.stringify(ecsSchema(size, revision), null, 2))
  const untilChanged = async (before: string): Promise<string> => {
    const deadline = performance.now() + TIMEOUT_MS
    for (;;) {
      const now = contentOf(output)
      if (now !== '' && now !== before) return now
      if (performance.now() > deadline) throw new Error('--watch wrote nothing in time')
      await sleep(1)
    }
  }

  save(0)
  const watcher = spawn(process.execPath, [cli, schema, '--out', output, '--watch'], { stdio: 'ignore' })
  try {
    let content = await untilChanged('')
    const milliseconds: number[] = []
    for (let revision = 1; revision <= changes; revision++) {
      // Long enough that the last change is settled and this one is seen as its own.
      await sleep(300)
      const start = performance.now()
      save(revision)
      content = await untilChanged(content)
      milliseconds.push(performance.now() - start)
    }
    return milliseconds
  } finally {
    watcher.kill()
    await once(watcher, 'exit')
  }
}
