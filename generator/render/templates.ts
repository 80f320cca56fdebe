import { readdirSync, readFileSync } from 'node:fs'
import Handlebars from 'handlebars'

/** Where the templates stand: beside `generator/`. Only the sources read them; the package holds functions. */
export const templateFolder = new URL('../../templates/', import.meta.url)

/** What templates may call and how they print; the build compiles them with the same. */
export const templateOptions = {
  noEscape: true,
  // A helper that is misspelt must fail, not print nothing.
  strict: true,
  knownHelpersOnly: true,
  knownHelpers: { kernel: true, literal: true, comment: true },
}

/** Texts by name, as `templates/` and `templates/kernel/` hold them. */
export function templateTexts(): Map<string, string> {
  return textsIn(templateFolder, '.ts.hbs')
}

export function kernelTexts(): Map<string, string> {
  return textsIn(new URL('kernel/', templateFolder), '.ts')
}

/**
 * Handlebars with every template as a partial, and the texts of the kernels. This is the one file that the
 * build replaces (`build/templates.ts`): there the templates are functions already, and nothing is read.
 */
export function loadTemplates(): {
  readonly handlebars: typeof Handlebars
  readonly kernels: ReadonlyMap<string, string>
} {
  const handlebars = Handlebars.create()
  for (const [name, text] of templateTexts()) {
    handlebars.registerPartial(name, handlebars.compile(text, templateOptions))
  }
  return { handlebars, kernels: kernelTexts() }
}

function textsIn(folder: URL, ending: string): Map<string, string> {
  const files = readdirSync(folder).filter((file) => file.endsWith(ending))
  return new Map(
    files.sort().map((file) => [file.slice(0, -ending.length), readFileSync(new URL(file, folder), 'utf8')]),
  )
}
