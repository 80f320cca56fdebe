import { Project } from 'ts-morph'
import { describe, expect, test } from 'vitest'
import { explainJson } from '../../generator/explain/json.ts'
import { explainText } from '../../generator/explain/text.ts'
import { generate } from '../../generator/pipeline.ts'
import { planOf } from '../../generator/planOf.ts'
import { allTypes } from '../matrix/cases.ts'

type Fields = Readonly<Record<string, unknown>>

/** Every field of a component, nested ones as well, in its object form. */
function deprecatedFields(fields: Fields, deprecated: true | string): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      if (typeof field === 'string') return [name, { type: field, deprecated }]
      const { struct } = field as { struct?: Fields }
      const inner = struct === undefined ? {} : { struct: deprecatedFields(struct, deprecated) }
      return [name, { ...(field as object), ...inner, deprecated }]
    }),
  )
}

function schemaOf(components: Readonly<Record<string, Fields>>) {
  return {
    name: 'aging',
    components,
    archetypes: { whole: Object.keys(components) },
    worlds: { left: {}, right: {} },
    queue: { capacity: 8 },
  }
}

function moduleOf(schema: object, emit: 'ts' | 'js' = 'ts'): string {
  const { files, diagnostics } = generate(schema, { emit })
  expect(diagnostics).toEqual([])
  return files.at(-1)!.text
}

const aging = (deprecated: true | string) =>
  schemaOf(
    Object.fromEntries(
      Object.entries<Fields>(allTypes).map(([name, fields]) => [name, deprecatedFields(fields, deprecated)]),
    ),
  )

describe('deprecated fields', () => {
  test('change comments, and neither code nor hashes', () => {
    const plain = moduleOf(schemaOf(allTypes))
    const old = planOf(schemaOf(allTypes)).plans[0]!
    for (const reason of [true, 'use */ something else'] as const) {
      const text = moduleOf(aging(reason))
      expect(text).toContain(
        reason === true ? '/** @deprecated */' : '/** @deprecated use *\\/ something else */',
      )
      expect(text.replace(/^ *\/\*\* @deprecated.*\n/gm, '')).toBe(plain)
      const now = planOf(aging(reason)).plans[0]!
      expect([now.schemaHash, now.layoutHash]).toEqual([old.schemaHash, old.layoutHash])
    }
  })

  const speed = schemaOf({
    Motion: {
      velocity: { type: 'vec2', deprecated: 'use speed instead' },
      speed: { type: 'f32' },
      body: { struct: { mass: { type: 'f32', deprecated: 'use weight instead' }, size: 'u8' } },
      pose: { struct: { height: 'f32' }, deprecated: true },
    },
  })

  test('are struck out where they are used: as a member, and by each accessor', () => {
    const use = [
      `import { EntityTransfer, Motion } from './aging'`,
      'const value = new Motion()',
      'value.velocity; value.speed; value.body.mass; value.body.size; value.pose',
      'export const use = (transfer: EntityTransfer): void => {',
      '  transfer.motionVelocityX; transfer.motionVelocityY = 1; transfer.motionSpeed',
      '  transfer.motionBodyMass; transfer.motionBodySize; transfer.motionPoseHeight',
      '}',
    ].join('\n')
    const project = new Project({ useInMemoryFileSystem: true, compilerOptions: { noLib: true } })
    project.createSourceFile('aging.ts', moduleOf(speed))
    project.createSourceFile('use.ts', use)
    const found = project.getLanguageService().compilerObject.getSuggestionDiagnostics('/use.ts')
    const struckOut = found.filter(({ reportsDeprecated }) => reportsDeprecated)
    expect(struckOut.map(({ start, length }) => use.slice(start, start + length))).toEqual([
      'velocity',
      'mass',
      'pose',
      'motionVelocityX',
      'motionVelocityY',
      'motionBodyMass',
      'motionPoseHeight',
    ])
  })

  test('keep their comments in declarations', () => {
    const types = moduleOf(speed, 'js')
    expect(types).toMatch(/\/\*\* @deprecated use speed instead \*\/\n\s+velocity: Vec2/)
    expect(types).toMatch(/\/\*\* @deprecated use weight instead \*\/\n\s+get motionBodyMass\(\)/)
  })

  test('take any line of text as a reason', () => {
    const codesOf = (deprecated: string) =>
      planOf(schemaOf({ A: { x: { type: 'f32', deprecated } } })).diagnostics.map(({ code }) => code)
    for (const reason of ['veraltet: höher 🙂', 'x'.repeat(200), '@see y'])
      expect(codesOf(reason)).toEqual([])
    for (const reason of ['', ' ', 'x'.repeat(201), 'a\nb', 'a\u2028b', 'a\u202eb', '\ud800'])
      expect(codesOf(reason)).toEqual(['ECS112'])
  })

  test('are shown by explain', () => {
    const plan = planOf(speed).plans[0]!
    expect(explainText(plan)).toContain('vec2, deprecated: use speed instead\n')
    expect(explainText(plan)).toContain('struct(height: f32), deprecated\n')
    expect(explainJson(plan).components.Motion!.fields).toMatchObject({
      velocity: { deprecated: 'use speed instead' },
      speed: { deprecated: false },
      pose: { deprecated: true, fields: { height: { deprecated: false } } },
    })
  })
})
