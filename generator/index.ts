export type { Diagnostic } from './diagnostic/diagnostic.ts'
export type { GeneratedFile, GenerateOptions, GenerateResult } from './pipeline.ts'
export { generate } from './pipeline.ts'
