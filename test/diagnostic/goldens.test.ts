import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { codes } from '../../generator/diagnostic/codes.ts'
import { formatDiagnostics } from '../../generator/diagnostic/format.ts'
import { planOf } from '../../generator/planOf.ts'
import { generatorVersion } from '../../schemas/version.ts'

/** What the user sees for each error code. `UPDATE_GOLDENS=1 npx vitest run test/diagnostic` rewrites them. */
const folder = fileURLToPath(new URL('../cases/errors/', import.meta.url))
const cases = readdirSync(folder).sort()
const update = process.env.UPDATE_GOLDENS !== undefined && process.env.UPDATE_GOLDENS !== ''

/** Codes that no text of a schema can cause; the tests of the command line have them. */
const elsewhere = /^ECS00[1-4]$/

describe('golden messages', () => {
  for (const name of cases) {
    test(name, () => {
      const text = readFileSync(join(folder, name, 'schema.json'), 'utf8')
      const { diagnostics, plans } = planOf(text, { schemaFile: 'schema.json' })
      const code = name.slice(0, 6)
      const severities = diagnostics.map(({ severity }) => severity)
      expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain(code)
      expect(plans.length === 0).toBe(severities.includes('error'))
      const said = formatDiagnostics(diagnostics, text).replaceAll(generatorVersion, '<version>')
      const golden = join(folder, name, 'stderr')
      if (update) writeFileSync(golden, said)
      expect(existsSync(golden), 'run with UPDATE_GOLDENS=1').toBe(true)
      expect(said).toBe(readFileSync(golden, 'utf8'))
    })
  }

  test('every code that a schema can cause has a case', () => {
    const covered = new Set(cases.map((name) => name.slice(0, 6)))
    const missing = Object.keys(codes).filter((code) => !covered.has(code) && !elsewhere.test(code))
    expect(missing).toEqual([])
  })

  test('and the tests of the command line have the others', () => {
    const tests = ['cli/cli.test.ts', 'source/readSchema.test.ts']
      .map((file) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'))
      .join('\n')
    expect(Object.keys(codes).filter((code) => elsewhere.test(code) && !tests.includes(code))).toEqual([])
  })
})
