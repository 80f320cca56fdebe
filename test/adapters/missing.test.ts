import * as bitecs from 'bitecs'
import * as koota from 'koota'
import { expect, it } from 'vitest'
import { loadModule } from '../support/generated.ts'

const makeModule = loadModule({
  name: 'incomplete',
  components: { Position: { x: 'f32' }, Label: { text: 'string<8>' }, Stunned: {} },
  worlds: { left: { ecs: 'bitecs' }, right: { ecs: 'koota' } },
})

it('an adapter that is not given every component says so, before an entity arrives that has it', async () => {
  const { LeftEntities, RightEntities } = await makeModule
  const Position = { x: [] }
  const left = { ecs: bitecs, world: bitecs.createWorld() }
  const right = { ecs: koota, world: koota.createWorld() }
  const missing = 'the adapter has to be given the component Label, Stunned'
  expect(() => new LeftEntities({ ...left, components: { Position } })).toThrow(missing)
  expect(() => new RightEntities({ ...right, components: { Position: koota.trait({ x: 0 }) } })).toThrow(
    missing,
  )
  const Label = { text: [] }
  expect(new LeftEntities({ ...left, components: { Position, Label, Stunned: {} } }).size).toBe(0)
})
