import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = join(root, 'test/.work', `snapshot-test-${process.pid}`)

/** A copy, because a run may write; the package is these sources. .ci/pack-smoke runs it as it is, with the packed one. */
beforeAll(() => {
  mkdirSync(folder, { recursive: true })
  cpSync(join(root, 'examples/snapshot-test'), folder, { recursive: true })
  const alias = { 'ecs-gen': join(root, 'generator/index.ts') }
  writeFileSync(
    join(folder, 'vitest.config.js'),
    `export default { resolve: { alias: ${JSON.stringify(alias)} } }`,
  )
})
afterAll(() => rmSync(folder, { recursive: true }))

it('the template for a test of your own passes, but where a module is not the one of its schema', async () => {
  const schema = join(folder, 'cluster.schema.json')
  writeFileSync(schema, readFileSync(schema, 'utf8').replace('"heightCm": "u16"', '"heightCm": "u32"'))
  const failure = (await promisify(execFile)(
    process.execPath,
    [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder],
    { env: { ...process.env, CI: '1', NO_COLOR: '1' } },
  ).catch((error) => error)) as { readonly code: number; readonly stdout: string }
  expect(failure.code).toBe(1)
  expect(failure.stdout).toMatch(/Tests +1 failed \| 2 passed/)
})
