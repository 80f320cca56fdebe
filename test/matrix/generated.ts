import { generate } from '../../generator/index.ts'
import { matrixCases, schemaOf } from './cases.ts'

export interface GeneratedCase {
  readonly name: string
  readonly title: string
  readonly files: readonly { readonly name: string; readonly text: string }[]
  readonly errors: readonly string[]
}

const generated = new Map<string, GeneratedCase>()

/** The matrix, generated once a test file; without the largest cases where their size shows nothing more. */
export function generatedMatrix(which: 'all' | 'small'): readonly GeneratedCase[] {
  return matrixCases
    .filter(({ choice }) => which === 'all' || choice.worlds !== '34')
    .map(({ name, choice }) => {
      const known = generated.get(name)
      if (known !== undefined) return known
      const { files, diagnostics } = generate(schemaOf(name, choice))
      const title = Object.entries(choice)
        .map(([option, value]) => `${option}=${value}`)
        .join(' ')
      const errors = diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code)
      const made = { name, title, files, errors }
      generated.set(name, made)
      return made
    })
}
