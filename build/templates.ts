import Handlebars from 'handlebars'
import { kernelTexts, templateOptions, templateTexts } from '../generator/render/templates.ts'

/** What stands in the package for `generator/render/templates.ts`: the templates as functions, the kernels as text. */
export function compiledTemplates(): string {
  const functions = [...templateTexts()].map(
    ([name, text]) => `  ${JSON.stringify(name)}: ${Handlebars.precompile(text, templateOptions)},\n`,
  )
  return `import Handlebars from 'handlebars/runtime.js'

const templates = {
${functions.join('')}}
const kernels = new Map(${JSON.stringify([...kernelTexts()])})

export function loadTemplates() {
  const handlebars = Handlebars.create()
  for (const name of Object.keys(templates)) {
    handlebars.registerPartial(name, handlebars.template(templates[name]))
  }
  return { handlebars, kernels }
}
`
}
