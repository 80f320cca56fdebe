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
  'getLineAndCharacterOfPosition',
  'getModifiers',
  'idText',
  'isClassDeclaration',
  'isFunctionDeclaration',
  'isGetAccessor',
  'isIdentifier',
  'isInterfaceDeclaration',
  'isMethodDeclaration',
  'isMethodSignature',
  'isPropertyAccessExpression',
  'isPropertyAssignment',
  'isPropertyDeclaration',
  'isPropertySignature',
  'isQualifiedName',
  'isSetAccessor',
  'isTypeAliasDeclaration',
  'isVariableStatement',
] as const

export type Parser = Pick<typeof ts, (typeof parserNames)[number]>

/**
 * The parser of TypeScript. The build puts in place of this file just that part of ts-morph's compiler
 * (`build/parser.ts`): loading all of it took longer than everything else together.
 */
export const parser: Parser = compiler()
