import type { ts } from 'ts-morph'
import { parser } from './parser.ts'

interface Declaration {
  readonly start: number
  readonly end: number
  readonly names: readonly string[]
  readonly uses: ReadonlySet<string>
  readonly isRoot: boolean
}

/**
 * Takes out the declarations that nothing reaches, as Zig analyses only what is referenced: exports and
 * statements with effects are the roots, and a name keeps what declares it. By names, not symbols: a program
 * with types would cost half a second. Names are unique in a module, so at worst something is kept.
 */
export function sweep(file: ts.SourceFile): string {
  const declarations = file.statements.map((statement) => describe(statement, file))
  const byName = new Map<string, Declaration[]>()
  for (const declaration of declarations) {
    for (const name of declaration.names) byName.set(name, [...(byName.get(name) ?? []), declaration])
  }
  const kept = new Set<Declaration>()
  const pending = declarations.filter((declaration) => declaration.isRoot)
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (kept.has(next)) continue
    kept.add(next)
    for (const name of next.uses) pending.push(...(byName.get(name) ?? []))
  }
  return declarations
    .filter((declaration) => kept.has(declaration))
    .map(({ start, end }) => file.text.slice(start, end))
    .join('')
}

function describe(statement: ts.Statement, file: ts.SourceFile): Declaration {
  const uses = new Set<string>()
  const visit = (node: ts.Node, parent: ts.Node, hidden: readonly string[]): void => {
    if (parser.isIdentifier(node)) {
      const name = parser.idText(node)
      if (isReference(node, parent) && !hidden.includes(name)) uses.add(name)
    } else {
      // A store has a parameter for each field, which may have the name of a function that nothing else uses.
      const within = parser.isMethodDeclaration(node) ? [...hidden, ...parametersOf(node)] : hidden
      parser.forEachChild(node, (child) => visit(child, node, within))
    }
  }
  visit(statement, file, [])
  const names = namesOf(statement, file)
  const isExported =
    parser.canHaveModifiers(statement) &&
    (parser.getModifiers(statement) ?? []).some(
      (modifier) => modifier.kind === parser.SyntaxKind.ExportKeyword,
    )
  // The banner belongs to the file, not to the first declaration.
  const isFirst = statement === file.statements[0]
  return {
    start: isFirst ? 0 : statement.pos,
    end: statement.end,
    names,
    uses,
    isRoot: isExported || names.length === 0 || isFirst,
  }
}

function namesOf(statement: ts.Statement, file: ts.SourceFile): string[] {
  if (parser.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map((declaration) =>
      file.text.slice(declaration.name.pos, declaration.name.end).trim(),
    )
  }
  if (
    parser.isFunctionDeclaration(statement) ||
    parser.isClassDeclaration(statement) ||
    parser.isInterfaceDeclaration(statement) ||
    parser.isTypeAliasDeclaration(statement)
  ) {
    return statement.name === undefined ? [] : [parser.idText(statement.name)]
  }
  return []
}

function parametersOf({ parameters }: ts.MethodDeclaration): string[] {
  return parameters.flatMap(({ name }) => (parser.isIdentifier(name) ? [parser.idText(name)] : []))
}

/** Names of members and keys refer to no declaration of the module. */
function isReference(node: ts.Identifier, parent: ts.Node): boolean {
  if (parser.isPropertyAccessExpression(parent)) return parent.expression === node
  if (parser.isPropertyAssignment(parent)) return parent.initializer === node
  if (parser.isQualifiedName(parent)) return parent.left === node
  if (
    parser.isPropertyDeclaration(parent) ||
    parser.isMethodDeclaration(parent) ||
    parser.isPropertySignature(parent) ||
    parser.isMethodSignature(parent) ||
    parser.isGetAccessor(parent) ||
    parser.isSetAccessor(parent)
  ) {
    return parent.name !== node
  }
  return true
}
