import type { HelperOptions, TemplateDelegate } from 'handlebars'
import type { FeaturePlan, Plan } from '../plan/plan.ts'
import { contextOf } from './context.ts'
import { kernelText } from './kernel.ts'
import { loadTemplates } from './templates.ts'

let print: ((context: unknown, features: FeaturePlan) => string) | null = null

/** Prints the plan as a TypeScript module, unswept. */
export function render(plan: Plan): string {
  print ??= makePrinter()
  return print(contextOf(plan), plan.features)
}

function makePrinter(): (context: unknown, features: FeaturePlan) => string {
  const { handlebars, kernels } = loadTemplates()
  handlebars.registerHelper('literal', literal)
  handlebars.registerHelper('comment', comment)
  handlebars.registerHelper('kernel', (name: string, call: HelperOptions) => {
    const features = (call.data as { features: FeaturePlan }).features
    const text = kernelText(kernels.get(name)!, (feature) => features[feature as keyof FeaturePlan])
    return `\n${text}`
  })
  const module = handlebars.partials.module as TemplateDelegate
  return (context, features) => module(context, { data: { features } })
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
