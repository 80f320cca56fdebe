import { execFileSync } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { writeModule } from '../support/generated.ts'

test('the largest ring of nodes loads, with the stack that a process has by itself', () => {
  const path = writeModule(
    {
      name: 'ring',
      components: { P: { x: 'f32' } },
      worlds: { a: {} },
      cluster: {
        nodes: Object.fromEntries(Array.from({ length: 64 }, (_, index) => [`n${index}`, {}])),
        ownership: { strategy: 'consistent_hash', virtualNodes: 1000 },
      },
    },
    'n63',
  )
  const program = `import { EntityOwnership } from ${JSON.stringify(pathToFileURL(path).href)}
const ids = Array.from({ length: 10_000 }, (_, id) => id)
console.log(new Set(ids.map((id) => EntityOwnership.getOwner(id))).size)`
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  })
  expect(output.trim()).toBe('64')
})
