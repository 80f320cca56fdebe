import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { diffPlans } from '../../generator/diff/diff.ts'
import { diffText } from '../../generator/diff/text.ts'
import { planOf } from '../../generator/planOf.ts'

const page = readFileSync(new URL('../../docs/schema-evolution.md', import.meta.url), 'utf8')
const blocks = [...page.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language, text]) => ({
  language,
  text: text!,
}))
const json = blocks.filter(({ language }) => language === 'json').map(({ text }) => text)
const outputs = blocks.filter(({ language }) => language === '').map(({ text }) => text)

test('the walk-through shows what the command prints', () => {
  const [old, first, second] = json
  const [purse, link] = first!.trim().split('\n')
  const firstSchema = old!
    .replace('"Purse": { "gold": "u32" }', purse!)
    .replace('{ "from": "cave", "to": "forest" }', link!)
  const secondSchema = firstSchema.replace(purse!, second!)
  const plans = [old!, firstSchema, secondSchema].map((schema) => planOf(schema).plans)
  const shown = [0, 1].map((step) => `${diffText(diffPlans(plans[step]!, plans[step + 1]!))}\n`)
  expect(outputs).toEqual(shown)
})
