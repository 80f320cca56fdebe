import { expect, it } from 'vitest'
import { generate } from '../../generator/index.ts'
import { compile, laterOptions, strictOptions, writeFiles } from '../matrix/compile.ts'

const schema = {
  name: 'arena',
  components: {
    Position: { x: 'f32', y: 'f32' },
    Pose: { turn: 'quat', at: { struct: { floor: 'u8' } } },
    Bag: { slots: 'u16[4]', gold: 'u64' },
    Team: { side: { enum: ['red', 'blue'] } },
    Aim: { at: { entity: 'defer' } },
    Stunned: {},
  },
  worlds: {
    meadow: { ecs: 'bitecs' },
    forest: { ecs: 'koota' },
    desert: { ecs: 'miniplex' },
    ocean: { ecs: 'soa' },
  },
}

/** What a user writes with each ECS, and what the types have to refuse. */
const programs = {
  'bitecs.ts': `
import * as bitecs from 'bitecs'
import { MeadowEntities, teamSideCodes, World, WorldCoordinator } from './arena.gen.js'
const Position = { x: new Float32Array(100), y: new Float32Array(100) }
const lanes = () => ({ x: [] as number[], y: [] as number[], z: [] as number[], w: [] as number[] })
const Pose = { turn: lanes(), at: { floor: new Uint8Array(100) } }
const Bag = { slots: [] as Uint16Array[], gold: new BigUint64Array(100) }
const Team = { side: new Uint8Array(100) }
const Aim = { at: new Uint32Array(100) }
const Stunned = {}
const components = { Position, Pose, Bag, Team, Aim, Stunned }
const world = bitecs.createWorld({ tick: 1 })
export const entities = new MeadowEntities({ ecs: bitecs, world, components })
const index = bitecs.createEntityIndex(bitecs.withVersioning())
export const versioned = new MeadowEntities({ ecs: bitecs, world: bitecs.createWorld(index), components, entityIndex: index })
const entity = bitecs.addEntity(world)
Team.side[entity] = teamSideCodes.blue
export const isSent: boolean = entities.send(entity, World.forest)
new WorldCoordinator().endTick(World.meadow)
entities.receiveAll(10, (arrived) => bitecs.addComponent(world, arrived, Stunned))
export const received: number | null = entities.receive()
// @ts-expect-error a component is missing
new MeadowEntities({ ecs: bitecs, world, components: { Position, Pose, Bag, Team, Aim } })
// @ts-expect-error a column is missing
new MeadowEntities({ ecs: bitecs, world, components: { ...components, Position: { x: Position.x } } })
// @ts-expect-error a column holds other values
new MeadowEntities({ ecs: bitecs, world, components: { ...components, Team: { side: ['red'] } } })
`,
  'koota.ts': `
import * as koota from 'koota'
import { type Entity, createWorld, trait } from 'koota'
import { Bag, ForestEntities, Pose, type TeamSide, World } from './arena.gen.js'
const components = {
  Position: trait({ x: 0, y: 0 }),
  Pose: trait(() => new Pose()),
  Bag: trait(() => new Bag()),
  Team: trait({ side: 'red' as TeamSide }),
  Aim: trait({ at: 0 }),
  Stunned: trait(),
}
const world = createWorld()
export const entities = new ForestEntities({ ecs: koota, world, components })
const entity: Entity = world.spawn(components.Position({ x: 1 }))
export const isSent: boolean = entities.send(entity, World.meadow)
export const received: Entity | null = entities.receive()
received?.add(components.Stunned)
// @ts-expect-error a trait is missing
new ForestEntities({ ecs: koota, world, components: { ...components, Aim: undefined } })
// @ts-expect-error a trait has other fields
new ForestEntities({ ecs: koota, world, components: { ...components, Position: trait({ x: 'one', y: 'two' }) } })
`,
  'miniplex.ts': `
import { World as EcsWorld } from 'miniplex'
import { type Bag, DesertEntities, type Pose, type Position, type TeamSide, World } from './arena.gen.js'
interface Actor {
  position?: Position
  pose?: Pose
  bag?: Bag
  team?: { side: TeamSide }
  aim?: { at: Actor | null }
  stunned?: true
  mesh?: { url: string }
}
const world = new EcsWorld<Actor>()
export const entities = new DesertEntities({ world })
const entity = world.add({ position: { x: 1, y: 2 }, mesh: { url: '' } })
export const isSent: boolean = entities.send(entity, World.ocean)
export const received: Actor | null = entities.receive()
interface Wrong {
  position?: { x: string }
}
// @ts-expect-error a component has other fields
new DesertEntities({ world: new EcsWorld<Wrong>() })
`,
  'soa.ts': `
import { OceanComponent, OceanEntities, OceanStore, World } from './arena.gen.js'
const store = new OceanStore(new SharedArrayBuffer(OceanStore.bytes))
const entities = new OceanEntities({ store, generation: 3 })
const entity = store.spawn()
store.addPosition(entity, 1, 2)
store.addBag(entity, 5n)
const movers = store.query(OceanComponent.Position, OceanComponent.Bag)
const { x } = store.position
for (let run = 0, runs = movers.update(); run < runs; run++) {
  for (let row = movers.starts[run]!; row < movers.ends[run]!; row++) x[row]! += 1
}
export const isSent: boolean = entities.send(entity, World.desert)
export const known: [number, number, number | null] = [entities.idOf(entity), entities.size, entities.find(7)]
// @ts-expect-error of another component
store.addPosition(entity, 'one')
// @ts-expect-error no such world
entities.send(entity, 9)
`,
}

it.each(['typescript', 'typescript-7'] as const)(
  'programs with each ECS compile under the strictest switches, and wrong ones do not: %s',
  async (compiler) => {
    const { files } = generate(schema)
    const sources = Object.entries(programs).map(([name, text]) => ({ name, text }))
    const folder = writeFiles(`adapters-${compiler}`, [...files, ...sources])
    const options = { ...strictOptions, ...laterOptions, isolatedDeclarations: false, skipLibCheck: true }
    const names = [...files.map(({ name }) => name), ...sources.map(({ name }) => name)]
    expect(await compile(compiler, folder, names, options)).toEqual([])
  },
  120_000,
)
