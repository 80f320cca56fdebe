import type { ClusterInput } from '../../schemas/cluster.ts'
import { limits } from '../../schemas/limits.ts'
import type { Problem } from '../diagnostic/diagnostic.ts'
import type { Plan, WorldPlan } from './plan.ts'

/** Stores that are too large, and worlds that would run out of ids while their entities are alive. */
export function judgeEntities(input: ClusterInput, plans: readonly Plan[]): Problem[] {
  const worlds = new Map<string, WorldPlan>()
  for (const world of plans.flatMap((plan) => plan.worlds)) {
    if (world.ecs !== null && !worlds.has(world.name)) worlds.set(world.name, world)
  }
  return [...worlds.values()].flatMap((world) => judgeWorld(world, input))
}

function judgeWorld({ name, ecs }: WorldPlan, input: ClusterInput): Problem[] {
  if (ecs === null) return []
  const isWritten = input.worlds[name]?.entityCapacity !== undefined
  const place = {
    severity: 'error',
    path: ['worlds', name, isWritten ? 'entityCapacity' : 'ecs'],
    at: 'key',
  } as const
  const problems: Problem[] = []
  if (ecs.store !== null && ecs.store.bytes > limits.memoryBytes) {
    const message = `the store of world ${name} takes ${ecs.store.bytes} bytes, at most ${limits.memoryBytes} are allowed`
    problems.push({ code: 'ECS606', ...place, message, hint: 'lower its entityCapacity' })
  }
  const ids = ecs.lastId - ecs.firstId + 1
  if (ids < ecs.entityCapacity) {
    const message = `world ${name} has ${Math.max(0, ids)} ids to give, and room for ${ecs.entityCapacity} entities`
    problems.push({
      code: 'ECS605',
      ...place,
      message,
      hint: 'raise entitiesPerNode, or lower entityCapacity',
    })
  }
  return problems
}
