import type { ts } from 'ts-morph'
import { parser } from './parser.ts'
import { type Cut, splice } from './splice.ts'

/** The parts of a node that only TypeScript reads; each kind of node may have some. */
interface Typed {
  readonly type?: ts.TypeNode
  readonly typeParameters?: ts.NodeArray<ts.TypeParameterDeclaration>
  readonly typeArguments?: ts.NodeArray<ts.TypeNode>
}

/**
 * The JavaScript of a module that has only erasable syntax: types are cut out, and all else stays as it is
 * written, with its comments and blank lines. A compiler prints the whole module anew, which takes several
 * times as long.
 */
export function erase(file: ts.SourceFile): string {
  const { text } = file
  const cuts: Cut[] = []
  parser.forEachChild(file, visit)
  return splice(text, cuts)

  function visit(node: ts.Node): void {
    if (isType(node)) return
    if (isOnlyTypes(node)) {
      const start = startOf(node)
      cut(start, node.end, text.startsWith('\n\n', start) ? '\n' : '')
      return
    }
    if (isAssertion(node)) cut(node.expression.end, node.end)
    if (parser.isParenthesizedExpression(node) && isNeedless(node)) {
      cut(node.expression.pos - 1, node.expression.pos)
      cut(node.end - 1, node.end)
    }
    if (parser.isNamedImports(node)) cutTypeImports(node)
    cutModifiers(node)
    cutTypes(node)
    parser.forEachChild(node, visit)
  }

  function cut(start: number, end: number, instead = ''): void {
    cuts.push({ start, end, instead })
  }

  /** With the comments that belong to it: not with one at the end of the line before, nor with the file's own. */
  function startOf(node: ts.Node): number {
    const before =
      node === file.statements[0] ? parser.getLeadingCommentRanges : parser.getTrailingCommentRanges
    return before(text, node.pos)?.at(-1)?.end ?? node.pos
  }

  function cutTypeImports({ elements }: ts.NamedImports): void {
    const kept = elements.filter(({ isTypeOnly }) => !isTypeOnly)
    if (kept.length === elements.length) return
    cut(elements.pos, elements.end, ` ${kept.map(({ pos, end }) => text.slice(pos, end).trim()).join(', ')}`)
  }

  function cutModifiers(node: ts.Node): void {
    for (const { kind, end } of modifiersOf(node)) {
      if (typeModifiers.has(kind)) cut(end - parser.tokenToString(kind)!.length, end + 1)
    }
  }

  function cutTypes(node: ts.Node): void {
    const { type, typeParameters, typeArguments } = node as Typed
    for (const list of [typeParameters, typeArguments]) {
      if (list !== undefined) cut(list.pos - 1, text.indexOf('>', list.end) + 1)
    }
    const mark = markOf(node)
    if (mark !== undefined) cut(mark.pos, mark.end)
    if (type !== undefined && !isAssertion(node)) cut(type.pos - 1, type.end)
    // Where the next member could be read as a part of it.
    if (parser.isPropertyDeclaration(node) && node.initializer === undefined) cut(node.end, node.end, ';')
  }
}

const typeModifiers: ReadonlySet<ts.SyntaxKind> = new Set(
  (['Abstract', 'Declare', 'Override', 'Private', 'Protected', 'Public', 'Readonly'] as const).map(
    (name) => parser.SyntaxKind[`${name}Keyword`],
  ),
)

/** Is cut with what it belongs to. */
function isType(node: ts.Node): boolean {
  if (parser.isExpressionWithTypeArguments(node)) return false
  return parser.isTypeNode(node) || parser.isTypeParameterDeclaration(node)
}

/** Nothing of it is left: a declaration that has no value, or a member without a body. */
function isOnlyTypes(node: ts.Node): boolean {
  if (parser.isInterfaceDeclaration(node) || parser.isTypeAliasDeclaration(node)) return true
  if (parser.isImportDeclaration(node)) return node.importClause?.isTypeOnly ?? false
  if (parser.isExportDeclaration(node)) return node.isTypeOnly
  if (parser.isHeritageClause(node)) return node.token === parser.SyntaxKind.ImplementsKeyword
  if (parser.isIndexSignatureDeclaration(node)) return true
  return modifiersOf(node).some(
    ({ kind }) =>
      kind === parser.SyntaxKind.DeclareKeyword ||
      (kind === parser.SyntaxKind.AbstractKeyword && !parser.isClassDeclaration(node)),
  )
}

function isAssertion(node: ts.Node): node is ts.AsExpression | ts.NonNullExpression {
  return parser.isAsExpression(node) || parser.isNonNullExpression(node)
}

/** Around a name that had a type: without it, they only make one ask why. */
function isNeedless({ expression }: ts.ParenthesizedExpression): boolean {
  if (!isAssertion(expression)) return false
  const { kind } = expression.expression
  return kind === parser.SyntaxKind.Identifier || kind === parser.SyntaxKind.ThisKeyword
}

function modifiersOf(node: ts.Node): readonly ts.Modifier[] {
  return (parser.canHaveModifiers(node) && parser.getModifiers(node)) || []
}

/** The `?` or `!` behind the name of what is declared. */
function markOf(node: ts.Node): ts.Node | undefined {
  if (parser.isParameter(node)) return node.questionToken
  if (parser.isVariableDeclaration(node)) return node.exclamationToken
  if (parser.isPropertyDeclaration(node)) return node.questionToken ?? node.exclamationToken
  return undefined
}
