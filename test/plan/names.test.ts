import { readFileSync } from 'node:fs'
import { ts } from 'ts-morph'
import { describe, expect, test } from 'vitest'
import { generate } from '../../generator/index.ts'
import { storeMembers } from '../../generator/plan/moduleNames.ts'

/** Worlds on a node each, all linked. */
function talking(worlds: readonly string[], settings: object): object {
  return {
    worlds: Object.fromEntries(worlds.map((world, index) => [world, { node: `n${index}` }])),
    cluster: {
      transport: 'tcp',
      nodes: Object.fromEntries(worlds.map((_, index) => [`n${index}`, { port: 9000 + index }])),
      ...settings,
    },
  }
}

/** Schemas whose derived names meet: they have to be refused, or give a module without a clash. */
const clashes: Readonly<Record<string, object>> = {
  'a component and a view': { components: { F32: { x: 'f32' } } },
  'a component and a constant': { components: { COUNTERS: { x: 'f32' } } },
  'a component and an inner class': { components: { ReadyQueues: { x: 'f32' } } },
  'a component and an archetype': { components: { P: {}, Player: {} }, archetypes: { player: ['P'] } },
  'a struct and a component': {
    components: { Body: { pose: { struct: { x: 'f32' } } }, BodyPose: { y: 'u8' } },
  },
  'the accessors of two components': { components: { Ab: { c: 'f32' }, A: { bC: 'f32' }, aB: {} } },
  'two accessors over a struct': { components: { A: { bC: 'f32', b: { struct: { c: 'f32' } } } } },
  'a lane and a field': { components: { A: { b: 'vec2', bX: 'f32' } } },
  'a flag of the transfer and a field': { components: { Destroy: { onArrive: 'bool' } } },
  'an encoder and a queue': {
    components: { P: { x: 'f32' } },
    archetypes: { toB: ['P'] },
    worlds: { encode: {}, b: {} },
  },
  'the names of an enum and a queue': {
    components: { XTo: { y: { enum: ['a', 'b'] } } },
    worlds: { x: {}, yNames: {} },
  },
  'two queues': { worlds: { a: {}, b: {}, aToB: {}, bToB: {} } },
  'a priority queue and a queue': { worlds: { a: {}, b: {}, bPriority: {} }, queue: { priorityCapacity: 4 } },
  'a delivery and a queue': talking(['a', 'b', 'bOrdered'], { delivery: ['ack_required', 'ordered'] }),
  'what comes back and a queue': talking(['a', 'b', 'aToB'], {}),
  'what comes back to a link and a queue to it': talking(['a', 'aToB', 'bReturned', 'b'], {}),
  'a component and a class of the cluster': {
    ...talking(['a', 'b'], {}),
    components: { Peer: { x: 'f32' } },
  },
  'a component and a type of sockets': { ...talking(['a', 'b'], {}), components: { Server: { x: 'f32' } } },
  'an archetype and a flag of what came back': {
    ...talking(['a', 'b'], {}),
    archetypes: { returned: ['P'] },
  },
  'a component and a constant of the cluster': {
    ...talking(['a', 'b'], {}),
    components: { QUORUM: { x: 'f32' } },
  },
}

describe('components whose property would be', () => {
  const refused = (schema: object): string[] =>
    generate({ name: 'x', components: {}, worlds: { a: {}, b: {} }, ...schema }).diagnostics.map(
      ({ code }) => code,
    )

  test.each(['In', 'Instanceof', 'Constructor'])('a word of JavaScript in an archetype: %s', (name) => {
    const components = { [name]: { x: 'f32' } }
    expect(refused({ components, archetypes: { p: [name] } })).toEqual(['ECS601'])
    expect(refused({ components })).toEqual([])
  })

  test.each(['ToString', 'Constructor', 'ValueOf'])('a member of every object of miniplex: %s', (name) => {
    const components = { [name]: { x: 'f32' } }
    expect(refused({ components, worlds: { a: { ecs: 'miniplex' }, b: {} } })).toEqual(['ECS601'])
  })

  test.each(['Size', 'Capacity', 'Query', 'Masks', 'ToString'])('a member of a store: %s', (name) => {
    const components = { [name]: { x: 'f32' }, Other: {} }
    expect(refused({ components, worlds: { a: { ecs: 'soa' }, b: {} } })).toEqual(['ECS601'])
    const elsewhere = { a: { ecs: 'soa', components: ['Other'] }, b: {}, c: {} }
    expect(refused({ components, worlds: elsewhere })).toEqual([])
    const uncarried = { a: { ecs: 'soa' }, b: { components: ['Other'] } }
    expect(refused({ components, worlds: uncarried })).toContain('ECS601')
    expect(refused({ components: { [name]: {} }, worlds: { a: { ecs: 'soa' }, b: {} } })).toEqual([])
  })

  test.each([{ x: 'f32' }, {}])('the method of a store that gives another component: %o', (fields) => {
    const components = { X: fields, AddX: { x: 'f32' } }
    expect(refused({ components, worlds: { a: { ecs: 'soa' }, b: {} } })).toEqual(['ECS601'])
    expect(refused({ components, worlds: { a: { ecs: 'miniplex' }, b: {} } })).toEqual([])
    expect(
      refused({ components: { ...components, AddX: {} }, worlds: { a: { ecs: 'soa' }, b: {} } }),
    ).toEqual([])
  })

  test('the list of members of a store is whole', () => {
    const path = new URL('../../templates/kernel/entity-store.ts', import.meta.url)
    const file = ts.createSourceFile('store.ts', readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true)
    const store = file.statements
      .filter(ts.isClassDeclaration)
      .find(({ name }) => name?.text === 'EntityStore')
    const members = store!.members.flatMap(({ name }) => name?.getText() ?? [])
    expect([...storeMembers].sort()).toEqual(members.sort())
  })
})

test.each([
  ['an archetype', { archetypes: { float64Array: ['P'] } }],
  ['a struct', { components: { Data: { view: { struct: { x: 'f32' } } } } }],
  ['flags', { components: { Shared: { arrayBuffer: { flags: ['a'] } } } }],
  ['an enum', { components: { Type: { error: { enum: ['a'] } } } }],
])('a global that %s would shadow is refused', (_, schema) => {
  const worlds = { a: {}, b: {} }
  const { diagnostics } = generate({ name: 'x', components: { P: { x: 'f32' } }, worlds, ...schema })
  expect(diagnostics.map(({ code }) => code)).toEqual(['ECS601'])
})

test('a field with the name of an index in the packet brings no index', () => {
  const quantized = { quantized: { min: -5, max: 5, bits: 8 } }
  const components = { P: { half: quantized, double: quantized } }
  const { files } = generate({ name: 'x', components, worlds: { a: {}, b: {} } })
  expect(files[0]!.text).not.toMatch(/const (half|double) =/)
})

test.each(['miniplex', 'koota'])('a field with the name of a parameter uses none, with %s', (ecs) => {
  const components = {
    P: { row: { enum: ['a'] }, friend: { entity: 'null' }, body: { struct: { row: 'u8' } } },
  }
  const { files } = generate({ name: 'x', components, worlds: { a: { ecs }, b: {} } })
  expect(files[0]!.text.match(/override (un)?pack\(.*/g)!.map((line) => /_row: number/.test(line))).toEqual([
    true,
    true,
  ])
})

describe('derived names that meet', () => {
  test.each(Object.keys(clashes))('%s', (name) => {
    const schema = {
      name: 'clash',
      components: { P: { x: 'f32' } },
      worlds: { a: {}, b: {} },
      ...clashes[name],
    }
    const { files, diagnostics } = generate(schema)
    if (diagnostics.some(({ severity }) => severity === 'error')) return
    expect(files.flatMap(({ text }) => declaredTwice(text))).toEqual([])
  })

  test.each(['Peer', 'Transport', 'Delivery', 'Server', 'Stream'])(
    '%s is free without a transport',
    (name) => {
      const schema = { name: 'free', components: { [name]: { x: 'f32' } }, worlds: { a: {}, b: {} } }
      expect(generate(schema).diagnostics).toEqual([])
      const { diagnostics } = generate({ ...schema, ...talking(['a', 'b'], {}) })
      expect(diagnostics.map(({ code }) => code)).toContain('ECS601')
    },
  )
})

function declaredTwice(text: string): string[] {
  const file = ts.createSourceFile('clash.ts', text, ts.ScriptTarget.ES2022, true)
  const values = new Map<string, number>()
  const count = (name: string): void => void values.set(name, (values.get(name) ?? 0) + 1)
  for (const statement of file.statements) {
    if (ts.isVariableStatement(statement)) {
      for (const declaration of statement.declarationList.declarations) count(declaration.name.getText())
    } else if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
      count(statement.name?.text ?? '')
      if (ts.isClassDeclaration(statement)) {
        for (const member of statement.members) {
          const kind = ts.isSetAccessor(member) ? 'set ' : ''
          count(`${statement.name?.text}.${kind}${member.name?.getText() ?? 'constructor'}`)
        }
      }
    }
  }
  return [...values].filter(([, times]) => times > 1).map(([name]) => name)
}
