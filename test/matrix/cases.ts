import { allPairs, type Case } from './pairwise.ts'

/**
 * Every option of a schema that changes the output, with the values that take different paths. All links of 34 worlds
 * are the fewest that lead more queues into a world than a word has bits.
 */
export const matrix = {
  worlds: ['1', '2', '3', '9', '34'],
  kind: ['spsc', 'mpmc', 'mixed'],
  priority: ['0', '16'],
  capacity: ['small', 'cluster', 'world', 'link'],
  links: ['all', 'listed', 'none'],
  components: ['tags', 'types', 'many', 'f64', 'strings', 'structs'],
  subsets: ['no', 'yes'],
  routing: ['no', 'yes'],
  archetypes: ['no', 'yes'],
  ownership: ['none', 'hash1', 'hash3', 'range1', 'range3', 'consistent_hash1', 'consistent_hash3'],
  sharedState: ['no', 'yes'],
  pool: ['default', '1', '16'],
  ecs: ['none', 'bitecs', 'koota', 'miniplex', 'soa', 'mixed'],
} as const

export type MatrixCase = Case<typeof matrix>

/** Entities leave a world only over a link: the one combination that the rules refuse. */
export function isPossible(part: Partial<MatrixCase>): boolean {
  return part.routing !== 'yes' || (part.worlds !== '1' && part.links !== 'none')
}

export const matrixCases: readonly { readonly name: string; readonly choice: MatrixCase }[] = allPairs(
  matrix,
  isPossible,
).map((choice, index) => ({ name: `case${index}`, choice }))

const scalars = ['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'u64', 'i64', 'f32', 'f64', 'bool']
const elements = [...scalars, 'vec2', 'vec3', 'vec4', 'quat', 'entity']

/** Every field type alone, in an array that is written out and in one that is looped over. */
export const allTypes = {
  Plain: Object.fromEntries(elements.map((type, index) => [`plain${index}`, type])),
  Short: Object.fromEntries(elements.map((type, index) => [`short${index}`, `${type}[3]`])),
  Long: Object.fromEntries(elements.map((type, index) => [`long${index}`, `${type}[${33 + index}]`])),
  Words: {
    text: 'string<24>',
    odd: 'string<3>',
    raw: 'bytes<16>',
    team: { enum: ['red', 'blue', 'Not_Yet'] },
    few: { flags: ['alive', 'armed'] },
    some: { flags: Array.from({ length: 12 }, (_, index) => `bit${index}`) },
    all: { flags: Array.from({ length: 32 }, (_, index) => `bit${index}`) },
  },
  Compact: {
    x: { quantized: { min: -500, max: 500, bits: 16 } },
    edge: { quantized: { min: -500, max: 500, bits: 4 } },
    share: { quantized: { min: 0, max: 1, bits: 12 } },
    fine: { quantized: { min: 0.5, max: 1e-3 + 0.5, bits: 32 } },
    heading: 'angle',
    pitch: { angle: { bits: 12 } },
    roll: { angle: { bits: 32 } },
    turn: { quat: {} },
    bone: { quat: { bits: 15 } },
  },
  Nested: {
    small: 'u8',
    outer: {
      struct: { tag: 'u8', inner: { struct: { wide: 'f64', mode: { enum: ['on', 'off'] } } }, at: 'vec3' },
    },
  },
  Tag: {},
}

const shapes: readonly object[] = [{}, { value: 'u8' }, { value: 'f32', more: 'u16' }, { value: 'u64' }]
const many: Readonly<Record<string, object>> = Object.fromEntries(
  Array.from({ length: 70 }, (_, index) => [`Part${index}`, shapes[index % 4]!]),
)

export const componentSets: Readonly<Record<MatrixCase['components'], Readonly<Record<string, object>>>> = {
  tags: { Stunned: {}, Burning: {}, Hidden: {} },
  types: allTypes,
  many,
  f64: { Clock: { seconds: 'f64' } },
  strings: { Label: { text: 'string<24>' }, Title: { text: 'string<1>' } },
  structs: {
    Body: { pose: { struct: { at: 'vec3', turn: 'quat', lean: { quat: {} }, yaw: 'angle' } }, mass: 'f32' },
    Gear: { slot: { struct: { item: { struct: { id: 'u32', count: 'u8' } }, used: 'bool' } } },
  },
}

/** References to entities of the ECS, of each policy. */
export const aim = { at: { entity: 'defer' }, last: { entity: 'null' }, home: { entity: 'handle' } }
export const ecsKinds = ['bitecs', 'koota', 'miniplex', 'soa']

function ecsOf(choice: MatrixCase, world: number): object {
  // So many adapters show no more than a few, and the last world shows one that has none.
  if (choice.ecs === 'none' || world > 3) return {}
  const ecs = choice.ecs === 'mixed' ? ecsKinds[world] : choice.ecs
  // 34 worlds share the ids of a node.
  return world < 2 && choice.worlds !== '34' ? { ecs } : { ecs, entityCapacity: 1000 }
}

/** The schema of a case. Its name is its own, because modules declare a global by it. */
export function schemaOf(name: string, choice: MatrixCase): object {
  const count = Number(choice.worlds)
  const worldNames = Array.from({ length: count }, (_, index) => `w${index}`)
  const components = { ...componentSets[choice.components], ...(choice.ecs === 'none' ? {} : { Aim: aim }) }
  const names = Object.keys(components)
  const capacity = choice.worlds === '34' ? 4 : 64
  const queue = {
    ...(choice.kind === 'mixed' ? {} : { kind: choice.kind }),
    ...(choice.capacity === 'cluster' ? { capacity, batchSize: 2 } : {}),
    ...(choice.capacity === 'small' ? { capacity: 2 } : {}),
    ...(choice.priority === '0' ? {} : { priorityCapacity: 16 }),
  }
  const pairs =
    choice.links === 'all'
      ? worldNames.flatMap((from) => worldNames.filter((to) => to !== from).map((to) => [from, to] as const))
      : worldNames
          .map((from, index) => [from, worldNames[(index + 1) % count]!] as const)
          .filter(([from, to]) => from !== to)
  const linkList = pairs.map(([from, to], index) => {
    const own = {
      ...(choice.kind === 'mixed' ? { kind: index % 2 === 0 ? 'spsc' : 'mpmc' } : {}),
      ...(choice.capacity === 'link' ? { capacity: capacity >> (index % 2) } : {}),
    }
    return { from, to, ...(Object.keys(own).length === 0 ? {} : { queue: own }) }
  })
  const isWritten = choice.links === 'listed' || choice.kind === 'mixed' || choice.capacity === 'link'
  const links = choice.links === 'none' ? [] : isWritten ? linkList : 'all'
  const worlds = Object.fromEntries(
    worldNames.map((world, index) => [
      world,
      {
        ...(choice.subsets === 'yes' && index % 3 === 1
          ? { components: names.slice(0, Math.max(1, names.length >> 1)) }
          : {}),
        ...(choice.capacity === 'world' ? { capacity } : {}),
        ...ecsOf(choice, index),
        ...(choice.routing === 'yes' && index % 4 !== 3
          ? {
              routing: {
                default: worldNames[(index + 1) % count],
                ...(index % 2 === 0 ? { components: { [names[0]!]: worldNames[(index + 1) % count] } } : {}),
              },
            }
          : {}),
      },
    ]),
  )
  const [, strategy, nodeCount] = /^(\D+)(\d)?$/.exec(choice.ownership)!
  return {
    name,
    components,
    ...(choice.archetypes === 'yes'
      ? { archetypes: names.length === 1 ? { whole: names } : { first: names.slice(0, 1), whole: names } }
      : {}),
    worlds,
    links,
    ...(Object.keys(queue).length === 0 ? {} : { queue }),
    ...(choice.pool === 'default' ? {} : { transferPoolSize: Number(choice.pool) }),
    ...(strategy === 'none'
      ? {}
      : {
          cluster: {
            nodes: Object.fromEntries(
              ['alpha', 'beta', 'gamma'].slice(0, Number(nodeCount)).map((node) => [node, {}]),
            ),
            ownership: {
              strategy,
              ...(strategy === 'consistent_hash' ? { virtualNodes: 7 } : {}),
              ...(choice.ownership === 'range3' ? { entitiesPerNode: 1_000_000 } : {}),
            },
          },
        }),
    ...(choice.sharedState === 'yes' ? { sharedState: 'memory' } : {}),
  }
}
