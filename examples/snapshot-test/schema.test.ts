import { readFileSync } from 'node:fs'
import { generate } from 'ecs-gen'
import { expect, test } from 'vitest'
import { schemaHash } from './garden.gen.ts'

const schemaFile = 'cluster.schema.json'
const schema = readFileSync(new URL(schemaFile, import.meta.url), 'utf8')

test('the schema has neither errors nor warnings', () => {
  expect(generate(schema).diagnostics).toEqual([])
})

// The committed module is its own snapshot: `vitest -u` writes it as `ecs-gen` would.
test('the committed module is the one that the schema gives', async () => {
  for (const { name, text } of generate(schema, { schemaFile }).files) {
    await expect(text).toMatchFileSnapshot(name)
  }
})

// Changes with every byte on the wire and its meaning, and with nothing else: let a reviewer see it.
test('nodes and files of the last release are still understood', () => {
  expect(schemaHash).toMatchInlineSnapshot(`"e672486addcc6fcb"`)
})
