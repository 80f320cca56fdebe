import { readFileSync } from 'node:fs'
import { compilerPath } from '../generator/finish/compiler.ts'
import { parserNames } from '../generator/finish/parser.ts'

/**
 * What stands in the package for `generator/finish/parser.ts`: the text of ts-morph's compiler up to the end of
 * its parser. It is one long function whose parts follow each other as they need each other; with that
 * function's frame taken off, the bundler drops whatever the parser does not reach. Without a process it takes
 * itself to be in a browser and asks for no file.
 */
export function parserOfCompiler(): string {
  const text = readFileSync(compilerPath(), 'utf8')
  const notice = text.slice(0, after(text, '*/', 0))
  const start = after(text, '"use strict";\n', 0)
  const parserStart = after(text, '\n// src/compiler/parser.ts\n', start)
  const end = after(text, '\n// src/compiler/', parserStart)
  // The table of all that the compiler exports would hold all of it.
  const table =
    /^var typescript_exports = \{\};\n__export\(typescript_exports, \{[\s\S]*?^\}\);\nmodule\.exports = .*$/m
  const body = text.slice(start, text.lastIndexOf('\n', end))
  if (!table.test(body)) throw new Error('the compiler of ts-morph has another frame than it had')
  return `${notice}
const process = undefined
${body.replace(table, '')}
export const parser = { ${parserNames.join(', ')} }
`
}

function after(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from)
  if (found === -1) throw new Error(`the compiler of ts-morph holds no ${JSON.stringify(mark)}`)
  return found + mark.length
}
