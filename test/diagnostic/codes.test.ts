import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { codes } from '../../generator/diagnostic/codes.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const table = 'codes.ts'

function usedCodes(): Set<string> {
  const files = ['schemas', 'generator'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith(table))
      .map((name) => join(root, folder, name)),
  )
  return new Set(files.flatMap((file) => readFileSync(file, 'utf8').match(/\bECS\d{3}\b/g) ?? []))
}

test('every code that is used is in the table', () => {
  expect([...usedCodes()].filter((code) => !Object.hasOwn(codes, code))).toEqual([])
})

test('every code of the table is used', () => {
  const used = usedCodes()
  expect(Object.keys(codes).filter((code) => !used.has(code))).toEqual([])
})

test('the table is sorted, and every code has a title and a sentence', () => {
  expect(Object.keys(codes)).toEqual(Object.keys(codes).sort())
  for (const [code, { title, explanation }] of Object.entries(codes)) {
    expect(code).toMatch(/^ECS[0-6]\d\d$/)
    expect(title, code).toMatch(/^[A-Z][^.]+$/)
    expect(explanation, code).toMatch(/^[A-Z].+\.$/)
  }
  const titles = Object.values(codes).map(({ title }) => title)
  expect(new Set(titles).size).toBe(titles.length)
})
