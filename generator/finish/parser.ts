import type { ts } from 'ts-morph'
import { compiler } from './compiler.ts'

/** What finishing a module takes of the compiler: functions only, for nodes have no methods without the rest of it. */
export const parserNames = [
  'JSDocParsingMode',
  'ScriptKind',
  'ScriptTarget',
  'SyntaxKind',
  'canHaveModifiers',
  'createSourceFile',
  'forEachChild',
  'getLeadingCommentRanges',
  'getLineAndCharacterOfPosition',
  'getModifiers',
  'getTrailingCommentRanges',
  'idText',
  'isAsExpression',
  'isBlock',
  'isClassDeclaration',
  'isExportDeclaration',
  'isExpressionWithTypeArguments',
  'isFunctionDeclaration',
  'isGetAccessor',
  'isHeritageClause',
  'isIdentifier',
  'isImportDeclaration',
  'isIndexSignatureDeclaration',
  'isInterfaceDeclaration',
  'isMethodDeclaration',
  'isMethodSignature',
  'isNamedImports',
  'isNonNullExpression',
  'isParameter',
  'isParenthesizedExpression',
  'isPropertyAccessExpression',
  'isPropertyAssignment',
  'isPropertyDeclaration',
  'isPropertySignature',
  'isQualifiedName',
  'isSetAccessor',
  'isTypeAliasDeclaration',
  'isTypeNode',
  'isTypeParameterDeclaration',
  'isVariableDeclaration',
  'isVariableStatement',
  'tokenToString',
] as const

export type Parser = Pick<typeof ts, (typeof parserNames)[number]>

/**
 * The parser of TypeScript. The build puts in place of this file just that part of ts-morph's compiler
 * (`build/parser.ts`): loading all of it took longer than everything else together.
 */
export const parser: Parser = compiler()
