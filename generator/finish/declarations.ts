import type { ts as TypeScript } from 'ts-morph'
import { compiler } from './compiler.ts'
import { parser } from './parser.ts'
import { type Cut, splice } from './splice.ts'

/**
 * What others see of a module, as the compiler prints it. It is given no bodies, which are most of a module and
 * say nothing where every export names its type.
 */
export function declarationsOf(file: TypeScript.SourceFile): string {
  const ts = compiler()
  const compilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    isolatedDeclarations: true,
    declaration: true,
  }
  return ts.transpileDeclaration(withoutBodies(file), { fileName: file.fileName, compilerOptions }).outputText
}

function withoutBodies({ text, statements }: TypeScript.SourceFile): string {
  const bodies: Cut[] = []
  const visit = (node: TypeScript.Node): void => {
    if (parser.isBlock(node)) bodies.push({ start: node.pos, end: node.end, instead: ' {}' })
    else parser.forEachChild(node, visit)
  }
  statements.forEach(visit)
  return splice(text, bodies)
}
