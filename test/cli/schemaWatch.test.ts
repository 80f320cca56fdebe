import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type SchemaWatch, watchSchema } from '../../generator/cli/schemaWatch.ts'

const root = mkdtempSync(join(tmpdir(), 'ecs-gen-watch-'))
const folder = join(root, 'schemas')
const file = join(folder, 'tiny.json')
let watching: SchemaWatch | null = null
afterEach(() => {
  watching?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Watches a new file, and gives what waits for the next change that is heard. */
function start(schema: string): (step: () => void) => Promise<void> {
  let heard = 0
  watching = watchSchema(
    schema,
    () => heard++,
    () => expect.unreachable(),
  )
  return async (step) => {
    const before = heard
    step()
    await expect.poll(() => heard, { timeout: 10_000 }).toBeGreaterThan(before)
    // What belongs to this change is not to be taken for the next one.
    for (let last = -1; last !== heard; ) {
      last = heard
      await new Promise((next) => setTimeout(next, 300))
    }
  }
}

describe('the watch on a schema', () => {
  it('hears of the folder that comes in the place of one that has gone', async () => {
    mkdirSync(folder)
    writeFileSync(file, '{}')
    const heardAfter = start(file)
    await heardAfter(() => rmSync(folder, { recursive: true }))
    await heardAfter(() => {
      mkdirSync(folder)
      writeFileSync(file, '{}')
    })
    await heardAfter(() => writeFileSync(file, '{ }'))
  })

  it('hears of the file that a link is led to', async () => {
    for (const name of ['one', 'other']) {
      mkdirSync(join(folder, name), { recursive: true })
      writeFileSync(join(folder, name, 'real.json'), '{}')
    }
    symlinkSync(join(folder, 'one', 'real.json'), file)
    const heardAfter = start(file)
    await heardAfter(() => {
      symlinkSync(join(folder, 'other', 'real.json'), `${file}.new`)
      renameSync(`${file}.new`, file)
    })
    await heardAfter(() => writeFileSync(join(folder, 'other', 'real.json'), '{ }'))
  })
})
