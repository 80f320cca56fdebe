import { readdirSync, readFileSync } from 'node:fs'
import Handlebars from 'handlebars'
import type { FeaturePlan, Plan } from '../plan/plan.ts'
import { contextOf } from './context.ts'
import { kernelText, readKernel } from './kernel.ts'

/** Where the templates stand: beside `generator/`, in the sources as in the package. */
export const templateFolder = new URL('../../templates/', import.meta.url)

let compiled: ((context: unknown, features: FeaturePlan) => string) | null = null

/** Prints the plan as a TypeScript module, unswept. */
export function render(plan: Plan): string {
  compiled ??= compileTemplates()
  return compiled(contextOf(plan), plan.features)
}

function compileTemplates(): (context: unknown, features: FeaturePlan) => string {
  const handlebars = Handlebars.create()
  // A helper that is misspelt must fail, not print nothing.
  const options = {
    noEscape: true,
    strict: true,
    knownHelpersOnly: true,
    knownHelpers: { kernel: true, literal: true, comment: true },
  }
  handlebars.registerHelper('literal', literal)
  handlebars.registerHelper('comment', comment)
  handlebars.registerHelper('kernel', (name: string, call: Handlebars.HelperOptions) => {
    const features = (call.data as { features: FeaturePlan }).features
    const text = kernelText(
      readKernel(templateFolder, name),
      (feature) => features[feature as keyof FeaturePlan],
    )
    return `\n${text}`
  })
  for (const file of readdirSync(templateFolder)) {
    if (!file.endsWith('.ts.hbs')) continue
    const text = readFileSync(new URL(file, templateFolder), 'utf8')
    handlebars.registerPartial(file.replace('.ts.hbs', ''), handlebars.compile(text, options))
  }
  const template = handlebars.compile('{{> module}}', options)
  return (context, features) => template(context, { data: { features } })
}

/** A string as source text. JSON is a subset of JavaScript; quotes follow the style of the module. */
export function literal(value: string): string {
  const json = JSON.stringify(value)
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029')
  return value.includes("'") || value.includes('"') ? json : `'${json.slice(1, -1)}'`
}

/** Text that may stand in a line comment: printable ASCII, so that nothing ends the line or the comment. */
export function comment(value: string): string {
  return value.replace(/[^\x20-\x7e]/g, '?').replace(/\*\//g, '*_/')
}
