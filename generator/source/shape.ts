import type { z } from 'zod'
import { deliveryKinds } from '../../schemas/delivery.ts'
import { fieldForms, formKeys } from '../../schemas/field.ts'
import { notBuiltFieldKey, notBuiltKey, notBuiltWord } from '../../schemas/notBuilt.ts'
import { ownershipStrategies } from '../../schemas/ownership.ts'
import { type Refusal, refuse } from '../../schemas/refusal.ts'
import { keysOf, sectionOf, strategiesWith } from '../../schemas/sections.ts'
import { describeValue, didYouMean, listWords, quote } from '../../schemas/words.ts'
import type { Problem, SchemaPath } from '../diagnostic/diagnostic.ts'

type Issue = z.core.$ZodIssue

/** Says in our own words and codes what zod found. `root` is the value that it looked at. */
export function problemsOfShape(issues: readonly Issue[], root: unknown): Problem[] {
  return issues.flatMap((issue) => translate(issue, [], root))
}

function translate(issue: Issue, base: SchemaPath, root: unknown): Problem[] {
  const path = [...base, ...(issue.path as (string | number)[])]
  if (issue.code === 'custom' && issue.params?.refusal !== undefined) {
    return [problem(issue.params.refusal as Refusal, path)]
  }
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => judgeKey(path, key))
  const value = valueAt(root, path)
  if (value === undefined) return [missing(path)]
  if (issue.code === 'invalid_type') return [problem(wrongKind(kindWords[issue.expected], value), path)]
  if (issue.code === 'invalid_value') return [problem(wrongWord(path, issue.values.map(String), value), path)]
  if (issue.code === 'invalid_union') return translateUnion(issue, path, value, root)
  return [problem(refuse('ECS105', `${describeValue(value)} does not fit here`), path)]
}

function problem(refusal: Refusal, path: SchemaPath, at: 'key' | 'value' = refusal.at ?? 'value'): Problem {
  const { code, message, hint } = refusal
  return { code, severity: 'error', path, at, message, hint }
}

const kindWords: Readonly<Record<string, string>> = {
  object: 'an object',
  record: 'an object',
  array: 'a list',
  string: 'a text in double quotes',
  number: 'a number',
}

function wrongKind(expected: string | undefined, value: unknown): Refusal {
  return refuse('ECS105', `expected ${expected ?? 'another value'}, found ${describeValue(value)}`)
}

function missing(path: SchemaPath): Problem {
  return problem(refuse('ECS106', `the key ${quote(String(path.at(-1)))} is missing`), path, 'key')
}

function wrongWord(path: SchemaPath, choices: readonly string[], value: unknown): Refusal {
  const expected = listWords(choices.map(quote))
  if (typeof value !== 'string') return wrongKind(expected, value)
  const planned = notBuiltWord(sectionOf(path), value)
  if (planned !== null) return planned
  return refuse('ECS107', `expected ${expected}, found ${quote(value)}`, didYouMean(value, choices))
}

function judgeKey(objectPath: SchemaPath, key: string): Problem {
  const path = [...objectPath, key]
  const section = sectionOf(objectPath)
  if (section.startsWith('components.')) return judgeFieldKey(path, key)
  const planned = notBuiltKey(section, key)
  if (planned !== null) return problem(planned, path, 'key')
  const strategies = section === 'cluster.ownership' ? strategiesWith(key) : []
  if (strategies.length > 0) {
    const message = `the key ${quote(key)} belongs to the strategy ${listWords(strategies)} only`
    return problem(refuse('ECS111', message, 'remove it, or change the strategy'), path, 'key')
  }
  if (section === '' && keysOf('cluster').includes(key)) {
    return problem(
      refuse('ECS103', `unknown key ${quote(key)}`, 'its place is within "cluster"'),
      path,
      'key',
    )
  }
  const known = keysOf(section)
  const listed = known.length === 0 ? 'no key is known here' : `the keys here are ${known.join(', ')}`
  return problem(refuse('ECS103', `unknown key ${quote(key)}`, didYouMean(key, known) ?? listed), path, 'key')
}

function judgeFieldKey(path: SchemaPath, key: string): Problem {
  // Below a component, fields and their forms take turns: `components.C.field.form.key` is within a form.
  const known = path.length % 2 === 1 ? (formKeys[String(path.at(-2))] ?? []) : []
  if (known.length > 0) {
    const hint = didYouMean(key, known) ?? `the keys here are ${known.join(', ')}`
    return problem(refuse('ECS103', `unknown key ${quote(key)}`, hint), path, 'key')
  }
  const hint = `a field object has one of the keys ${listWords(Object.keys(fieldForms))}, and deprecated`
  return problem(notBuiltFieldKey(key) ?? refuse('ECS103', `unknown key ${quote(key)}`, hint), path, 'key')
}

type UnionIssue = Extract<Issue, { code: 'invalid_union' }>

/** A union says what each of its branches found; the value tells which branch was meant. */
function translateUnion(issue: UnionIssue, path: SchemaPath, value: unknown, root: unknown): Problem[] {
  const section = sectionOf(path)
  const branch = (index: number) =>
    (issue.errors[index] ?? []).flatMap((inner) => translate(inner, path, root))
  if (section.startsWith('components.')) return translateField(path, value, branch)
  if (section === 'cluster.ownership.strategy')
    return [problem(wrongWord(path, ownershipStrategies, value), path)]
  // A delivery or a list of them; links: the word "all" or a list.
  if (Array.isArray(value)) return branch(1)
  if (section.endsWith('.delivery')) {
    return typeof value === 'string'
      ? [problem(wrongWord(path, deliveryKinds, value), path)]
      : [problem(wrongKind('a delivery or a list of deliveries', value), path)]
  }
  if (typeof value === 'string') {
    const message = `expected "all" or a list of links, found ${quote(value)}`
    return [problem(refuse('ECS107', message, didYouMean(value, ['all'])), path)]
  }
  return [problem(wrongKind('"all" or a list of links', value), path)]
}

function translateField(path: SchemaPath, value: unknown, branch: (index: number) => Problem[]): Problem[] {
  const forms = Object.keys(fieldForms)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const planned = typeof value === 'boolean' ? notBuiltFieldKey(String(path.at(-1))) : null
    if (planned !== null) return [problem(planned, path, 'key')]
    const wrong = wrongKind('a field type such as "f32" or an object', value)
    const hint =
      path.at(-1) === 'deprecated' ? 'it belongs to a field: { "type": "f32", "deprecated": true }' : null
    return [problem({ ...wrong, hint }, path)]
  }
  const keys = Object.keys(value)
  const chosen = forms.filter((form) => Object.hasOwn(value, form))
  // Branch 0 is the text.
  if (chosen.length === 1) return branch(1 + forms.indexOf(chosen[0]!))
  const planned = keys.flatMap((key) => {
    const refusal = notBuiltFieldKey(key)
    return refusal === null ? [] : [problem(refusal, [...path, key], 'key')]
  })
  if (planned.length > 0) return planned
  const message = `a field object has exactly one of the keys ${listWords(forms.map(quote))}`
  return [problem(refuse('ECS110', message, fieldFormHint(keys, chosen)), path)]
}

function fieldFormHint(keys: readonly string[], chosen: readonly string[]): string | null {
  if (chosen.length > 1) return `found ${chosen.map(quote).join(' and ')}`
  return keys[0] === undefined
    ? 'a group of fields is a struct'
    : didYouMean(keys[0], Object.keys(fieldForms))
}

function valueAt(root: unknown, path: SchemaPath): unknown {
  let value = root
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Readonly<Record<string | number, unknown>>)[step]
  }
  return value
}
