import type { EcsKind } from '../../schemas/ecs.ts'

/** Two worlds with an ECS each; every way in which an adapter moves a field is in some component. */
export function crossing(
  left: EcsKind,
  right: EcsKind = left,
  change: object = {},
): { readonly name: string } {
  return {
    name: 'crossing',
    components: {
      Serial: { number: 'u32' },
      Position: { x: 'f32', y: 'f32' },
      Velocity: { by: 'vec2' },
      Bag: { slots: 'u16[4]', gold: 'u64' },
      Team: { side: { enum: ['red', 'blue', 'green'] } },
      Aim: { next: { entity: 'defer' }, last: { entity: 'null' }, home: { entity: 'handle' } },
      Note: { raw: 'bytes<4>' },
      Stunned: {},
    },
    worlds: {
      left: { ecs: left, entityCapacity: 120_000 },
      right: { ecs: right, entityCapacity: 120_000 },
    },
    queue: { capacity: 1024 },
    ...change,
  } as { readonly name: string }
}
