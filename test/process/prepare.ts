import { beforeAll } from 'vitest'
import { modulesOf } from './modules.ts'
import type { SchemaOptions } from './schema.ts'

/** Makes the modules before the tests: it takes a while, on a busy machine a long one. */
export function prepare(...all: readonly SchemaOptions[]): void {
  beforeAll(() => {
    for (const options of all) modulesOf(options)
  }, 240_000)
}
