import { generate } from '../../generator/index.ts'
import { matrixCases, schemaOf } from './cases.ts'

export interface GeneratedCase {
  readonly name: string
  readonly title: string
  readonly files: readonly { readonly name: string; readonly text: string }[]
  readonly errors: readonly string[]
}

let generated: readonly GeneratedCase[] | null = null

/** The whole matrix, generated once a test file. */
export function generatedMatrix(): readonly GeneratedCase[] {
  generated ??= matrixCases.map(({ name, choice }) => {
    const { files, diagnostics } = generate(schemaOf(name, choice))
    const title = Object.entries(choice)
      .map(([option, value]) => `${option}=${value}`)
      .join(' ')
    const errors = diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code)
    return { name, title, files, errors }
  })
  return generated
}
