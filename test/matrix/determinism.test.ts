import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { generate } from '../../generator/index.ts'
import { matrixCases, schemaOf } from './cases.ts'
import { writeFiles } from './compile.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const chosen = matrixCases.filter(({ choice }) => choice.worlds !== '34').slice(0, 4)

/** Prints a digest and the length of everything that the cases give. */
const program = `
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { generate } from ${JSON.stringify(pathToFileURL(`${root}generator/index.ts`).href)}
const digest = createHash('sha256')
let characters = 0
for (const schema of JSON.parse(readFileSync(process.argv[2], 'utf8'))) {
  for (const { name, text } of generate(schema).files) {
    digest.update(name + '\\0' + text)
    characters += text.length
  }
}
console.log(digest.digest('hex'), characters)
`

function digestOf(cwd: string, env: Readonly<Record<string, string>>): string {
  const folder = writeFiles('determinism', [
    { name: 'digest.ts', text: program },
    { name: 'schemas.json', text: JSON.stringify(chosen.map(({ name, choice }) => schemaOf(name, choice))) },
  ])
  const loader = import.meta.resolve('tsx')
  const args = ['--import', loader, `${folder}/digest.ts`, `${folder}/schemas.json`]
  return execFileSync(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  }).trim()
}

describe('the same schema', () => {
  test('gives the same bytes in any folder, language and time zone', () => {
    const first = digestOf(root, { LANG: 'C', LC_ALL: 'C', TZ: 'UTC' })
    const second = digestOf(tmpdir(), { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', TZ: 'Pacific/Chatham' })
    const third = digestOf(dirname(root), {
      LANG: 'ja_JP.UTF-8',
      LC_ALL: 'ja_JP.UTF-8',
      TZ: 'America/St_Johns',
    })
    expect(first).toMatch(/^[0-9a-f]{64} \d{5,}$/)
    expect([second, third]).toEqual([first, first])
  })

  test('gives the same bytes again in one process, whatever was generated between', () => {
    const texts = () => chosen.map(({ name, choice }) => generate(schemaOf(name, choice)).files)
    const first = texts()
    expect([...chosen].reverse().map(({ name, choice }) => generate(schemaOf(name, choice)).files)).toEqual(
      [...first].reverse(),
    )
    expect(texts()).toEqual(first)
  })

  test('gives the same bytes with its sections in another order, as text or as a value', () => {
    for (const { name, choice } of chosen) {
      const schema = schemaOf(name, choice)
      const turned = Object.fromEntries(Object.entries(schema).reverse())
      const options = { schemaFile: 'a.schema.json' }
      const { files } = generate(schema, options)
      expect(generate(turned, options).files).toEqual(files)
      expect(generate(JSON.stringify(schema), options).files).toEqual(files)
    }
  })

  test('gives the same bytes with its links listed in another order', () => {
    const links = [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'c' },
      { from: 'c', to: 'a' },
    ]
    const schema = { name: 'order', components: { P: { x: 'f32' } }, worlds: { a: {}, b: {}, c: {} }, links }
    expect(generate({ ...schema, links: [...links].reverse() }).files).toEqual(generate(schema).files)
  })

  test('gives other bytes with components or worlds in another order, because the order is their ids', () => {
    const components = { P: { x: 'f32' }, Q: { y: 'u8' } }
    const schema = { name: 'order', components, worlds: { a: {}, b: {} } }
    const { P, Q } = components
    const text = (change: object) => generate({ ...schema, ...change }).files[0]!.text
    expect(text({ components: { Q, P } })).not.toBe(text({}))
    expect(text({ worlds: { b: {}, a: {} } })).not.toBe(text({}))
  })
})
