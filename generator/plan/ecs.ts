import type { ClusterInput } from '../../schemas/cluster.ts'
import { defaults } from '../../schemas/defaults.ts'
import type { EcsKind } from '../../schemas/ecs.ts'
import { limits } from '../../schemas/limits.ts'
import type { WorldInput } from '../../schemas/world.ts'
import type { ComponentPlan, EcsPlan, FeaturePlan, FieldPlan, OwnershipPlan, WorldPlan } from './plan.ts'
import { planStore } from './store.ts'

interface EcsInput {
  readonly input: ClusterInput
  /** Those of packets. */
  readonly components: readonly ComponentPlan[]
  readonly codecs: readonly number[]
  readonly ownership: OwnershipPlan | null
  readonly homes: readonly number[] | null
  readonly node: number
}

/** The worlds with what their ECS needs. */
export function planWorlds(worlds: readonly WorldPlan[], ecs: EcsInput): WorldPlan[] {
  return worlds.map((world) => ({ ...world, ecs: world.isLocal ? planEcs(world, ecs) : null }))
}

function planEcs(world: WorldPlan, ecs: EcsInput): EcsPlan | null {
  const written = ecs.input.worlds[world.name]!
  if (written.ecs === undefined) return null
  const entityCapacity = capacityOf(written)
  return {
    kind: written.ecs,
    entityCapacity,
    ...idSpace(world.id, ecs),
    idPlaces: Math.max(4, 2 ** Math.ceil(Math.log2(2 * entityCapacity))),
    hasAdapter: world.inbound.length + world.inboundPriority.length + world.outbound.length > 0,
    components: world.components.filter((id) => ecs.codecs.includes(id)),
    store: written.ecs === 'soa' ? planStore(ecs.input, world, ecs.components, entityCapacity) : null,
  }
}

/** The most entities that a world with an ECS has at a time. */
export function capacityOf(world: WorldInput): number {
  return world.entityCapacity ?? defaults.entityCapacity
}

/**
 * Each world gives ids of its own: an even part of all, or of its node's where ownership goes by ranges, so that a
 * node owns what begins on it. Without a transport every node has every world, and each its own part.
 */
export function idSpace(
  world: number,
  { input, ownership, homes, node }: Pick<EcsInput, 'input' | 'ownership' | 'homes' | 'node'>,
): { readonly firstId: number; readonly lastId: number } {
  const worlds = Object.keys(input.worlds).length
  const nodes = Math.max(1, Object.keys(input.cluster?.nodes ?? {}).length)
  const home = homes?.[world] ?? node
  const isByRange = ownership?.strategy === 'range'
  const start = isByRange ? home * ownership.entitiesPerNode : 0
  const size = isByRange ? Math.min(ownership.entitiesPerNode, limits.entityIds - start) : limits.entityIds
  const sharing = homes?.flatMap((other, index) => (!isByRange || other === home ? [index] : []))
  const parts = sharing?.length ?? (isByRange ? worlds : worlds * nodes)
  const part = sharing?.indexOf(world) ?? (isByRange ? world : node * worlds + world)
  const span = Math.floor(size / parts)
  // Id 0 is no entity.
  return { firstId: Math.max(1, start + part * span), lastId: start + (part + 1) * span - 1 }
}

/** Which parts of the adapters exist. */
export function ecsFeatures(
  worlds: readonly WorldPlan[],
  components: readonly ComponentPlan[],
): Pick<
  FeaturePlan,
  | 'adapters'
  | 'indexed'
  | 'bitecs'
  | 'koota'
  | 'miniplex'
  | 'stores'
  | 'columns'
  | 'storeAdapters'
  | 'references'
  | 'deferred'
> {
  const plans = worlds.flatMap(({ ecs }) => (ecs === null ? [] : [ecs]))
  const adapters = plans.filter(({ hasAdapter }) => hasAdapter)
  const has = (kind: EcsKind): boolean => adapters.some((adapter) => adapter.kind === kind)
  const moved = components.filter(({ id }) => adapters.some((adapter) => adapter.components.includes(id)))
  const policies = moved.flatMap(({ fields }) => localReferencesOf(fields).map(({ policy }) => policy))
  return {
    adapters: adapters.length > 0,
    indexed: has('bitecs') || has('koota') || has('soa'),
    bitecs: has('bitecs'),
    koota: has('koota'),
    miniplex: has('miniplex'),
    stores: plans.some(({ store }) => store !== null),
    columns: has('bitecs') || has('soa'),
    storeAdapters: has('soa'),
    references: policies.length > 0,
    deferred: policies.includes('defer'),
  }
}

/** The fields that refer to entities of the ECS itself. */
export function localReferencesOf(
  fields: readonly FieldPlan[],
): { readonly name: string; readonly policy: 'null' | 'defer'; readonly offset: number }[] {
  return fields.flatMap(({ name, offset, shape }) =>
    shape.kind === 'entity' && shape.reference !== 'handle'
      ? [{ name, offset, policy: shape.reference }]
      : [],
  )
}
