import { ts } from 'ts-morph'

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
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && isReference(node)) uses.add(node.text)
    ts.forEachChild(node, visit)
  }
  visit(statement)
  const names = namesOf(statement)
  const isExported =
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword)
  // The banner belongs to the file, not to the first declaration.
  const isFirst = statement === file.statements[0]
  return {
    start: isFirst ? 0 : statement.getFullStart(),
    end: statement.end,
    names,
    uses,
    isRoot: isExported || names.length === 0 || isFirst,
  }
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map((declaration) => declaration.name.getText())
  }
  if (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement)
  ) {
    return statement.name === undefined ? [] : [statement.name.text]
  }
  return []
}

/** Names of members and keys refer to no declaration of the module. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node
  if (ts.isQualifiedName(parent)) return parent.left === node
  if (
    ts.isPropertyDeclaration(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isGetAccessor(parent) ||
    ts.isSetAccessor(parent)
  ) {
    return parent.name !== node
  }
  return true
}
