import type { ClusterInput } from '../../schemas/cluster.ts'
import type { EcsKind } from '../../schemas/ecs.ts'
import { NameRegistry } from '../../schemas/names.ts'
import type { SecurityKind } from '../../schemas/security.ts'
import type { Problem, SchemaPath } from '../diagnostic/diagnostic.ts'
import { camel, pascal } from './casing.ts'
import { localReferencesOf } from './ecs.ts'
import { laneNames } from './lanes.ts'
import { resolveHomes, resolveLinks, returnedName, ringName } from './links.ts'
import type { ComponentPlan, FieldPlan } from './plan.ts'

/** Everything that a module declares whatever the schema says; a test compares it with a full module. */
export const moduleNames = [
  'EntityTransfer',
  'SpscQueue',
  'MpmcQueue',
  'QueueMap',
  'WorldCoordinator',
  'CoordinatorStats',
  'World',
  'Inbox',
  'EntityOwnership',
  'OwnershipRange',
  'SharedStateBackend',
  'SharedStateEntry',
  'InMemoryBackend',
  'Lease',
  'Vec2',
  'Vec3',
  'Vec4',
  'Quat',
  'TransferQueue',
  'Node',
  'Component',
  'ComponentId',
  'TransferPool',
  'Uint8Array',
  'InMemoryBackendOptions',
  'ReadyQueues',
  'COUNTERS',
  'ABANDONED',
  'U8',
  'I8',
  'U16',
  'I16',
  'U32',
  'I32',
  'F32',
  'F64',
] as const

/** The same of modules whose nodes talk with each other, with the types of TypeScript that only they use. */
export const clusterNames = [
  'Partial',
  'ReturnType',
  'Delivery',
  'FINGERPRINTS',
  'QUORUM',
  'Stream',
  'StreamHandler',
  'Transport',
  'ClusterState',
  'PeerState',
  'ClusterEvent',
  'RefusalReason',
  'PeerMap',
  'PeerStream',
  'IntakeStream',
  'OutletStream',
  'StreamChannel',
  'StreamInbound',
  'StreamPeer',
  'NodeTransport',
  'Gate',
  'OutboundMap',
  'InboundMap',
  'WireBuffer',
  'WELCOME',
  'REFUSAL',
  'SEGMENT',
  'HEARTBEAT',
  'GOODBYE',
  'ACKNOWLEDGEMENT',
  'HELLO',
  'Refusal',
  'Identity',
  'ClusterContext',
  'TransferClock',
  'OutboundChannel',
  'AcknowledgedChannel',
  'FireAndForgetChannel',
  'InboundChannel',
  'Intake',
  'Outlet',
  'Peer',
  'PeerStats',
  'ClusterOptions',
  'ClusterStats',
  'ClusterCoordinator',
  'ClusterCore',
  'Server',
  'Socket',
  'TcpAddress',
  'TcpAddresses',
  'TcpTransport',
  'TcpTransportOptions',
  'TcpStream',
  'DatagramAddress',
  'DatagramHandler',
  'DatagramTransport',
  'DatagramChannel',
  'DatagramInbound',
  'DatagramIntake',
  'DatagramOutlet',
  'DatagramPeer',
  'OnceChannel',
  'ResentChannel',
  'OrderedChannel',
  'LooseInbound',
  'NumberedInbound',
  'OrderedInbound',
  'UnorderedInbound',
  'Flight',
  'FlightHandler',
  'CongestionWindow',
  'RoundTrip',
  'ReceivedNumbers',
  'Cookies',
  'OUT',
  'ARRIVED',
  'MISSED',
  'DOUBTFUL',
  'DatagramLine',
  'SendBuffers',
  'SocketType',
  'UdpLine',
  'UdpAddress',
  'UdpTransport',
  'UdpTransportOptions',
] as const

/** The same of modules whose nodes protect what they write, by how they do. */
export const securityNames: Readonly<Record<SecurityKind, readonly string[]>> = {
  tls: [
    'Pick',
    'TLSSocket',
    'SecureContext',
    'RawSocket',
    'TlsCredentials',
    'TlsTransport',
    'TlsTransportOptions',
    'TlsStream',
  ],
  pre_shared_key: [
    'KeyObject',
    'PreSharedKey',
    'PreSharedKeys',
    'Seal',
    'SessionEnds',
    'SessionSeal',
    'SessionKeys',
    'EpochKeys',
  ],
}
/** The same of modules with stores or adapters, with the names of their type parameters. */
export const ecsNames = [
  'Omit',
  'EntityIdMap',
  'EntityIds',
  'SPREAD',
  'NONE',
  'WaitingReferences',
  'EntitiesOptions',
  'WorldEntities',
  'IndexedEntities',
  'Bitecs',
  'BitecsOptions',
  'BitecsEntities',
  'EntityColumn',
  'KootaEntity',
  'KootaTrait',
  'KootaOptions',
  'KootaEntities',
  'MiniplexOptions',
  'MiniplexEntities',
  'StoreEntitiesOptions',
  'StoreEntities',
  'StoreMap',
  'EntityStore',
  'EntityQuery',
  'EcsWorld',
  'Entity',
  'Components',
  'Local',
  'Found',
  'Store',
  'Value',
] as const

/** Functions and constants of the module that start with a small letter, as those of the schema do. */
const moduleConstants = [
  'memory',
  'attach',
  'schemaHash',
  'worldNames',
  'nodeNames',
  'queues',
  'matrix',
  'priorityMatrix',
  'allQueues',
  'pools',
  'inboxes',
  'copyPacket',
  'keepCarried',
  'queueBetween',
  'signal',
  'wake',
  'collect',
  'subtract',
  'shareCounts',
  'storeInt64',
  'storeText',
  'storeBytes',
  'statsWords',
  'sleeperWords',
  'wakeWords',
  'ticksEnded',
  'clock',
  'expired',
] as const

/** The same of modules with adapters. */
const ecsConstants = ['scratchQuat'] as const

/** The same of modules whose nodes talk with each other. */
const clusterConstants = [
  'connect',
  'createServer',
  'createHmac',
  'createSocket',
  'isIP',
  'isIPv6',
  'takeAsIs',
  'lookup',
  'performance',
  'randomFillSync',
  'timingSafeEqual',
  'peerMaps',
  'wireWords',
  'admitPacket',
  'sendingQueues',
  'receivingQueues',
  'deliveryMatrices',
  'priorityDeliveryMatrices',
] as const

/** Members of EntityTransfer that every schema has. */
const transferMembers = [
  'word',
  'entity',
  'generation',
  'source',
  'target',
  'destroyOnArrive',
  'priority',
  'full',
  'totalSize',
  'reset',
  'begin',
  'toBytes',
  'constructor',
  'componentCount',
] as const

/** Those of modules whose nodes talk with each other. */
const clusterTransferMembers = ['isReturned', 'isInDoubt'] as const

/** Methods of WorldCoordinator that every schema has and that an archetype's could clash with. */
const coordinatorMembers = ['queueTransfer', 'popTransferFor'] as const

/** Claims every name that the module derives from the schema; two owners of one name are an error. */
export function judgeNames(input: ClusterInput, components: readonly ComponentPlan[]): Problem[] {
  const problems: Problem[] = []
  const claim = (registry: NameRegistry, name: string, what: string, path: SchemaPath): void => {
    const problem = registry.claim(name, what, path)
    if (problem !== null) problems.push(problem)
  }
  const scope = (reserved: readonly string[]): NameRegistry => {
    const registry = new NameRegistry()
    for (const name of reserved) registry.claim(name, 'ecs-gen', [])
    return registry
  }

  const homes = resolveHomes(input)
  const ifTransport = (names: readonly string[]): readonly string[] => (homes === null ? [] : names)
  const security = input.cluster?.security
  const securing = security === undefined ? [] : securityNames[security]
  const hasEcs = Object.values(input.worlds).some(({ ecs }) => ecs !== undefined)
  const ifEcs = (names: readonly string[]): readonly string[] => (hasEcs ? names : [])
  const module = scope([...moduleNames, ...ifTransport([...clusterNames, ...securing]), ...ifEcs(ecsNames)])
  const internals = scope([...moduleConstants, ...ifTransport(clusterConstants), ...ifEcs(ecsConstants)])
  const members = scope([...transferMembers, ...ifTransport(clusterTransferMembers)])
  for (const component of components) {
    const path = ['components', component.name]
    const what = `component ${component.name}`
    claim(module, component.name, what, path)
    for (const verb of ['has', 'pack', 'unpack']) claim(members, `${verb}${component.name}`, what, path)
    for (const type of namedTypes(component.fields)) {
      claim(module, type, `a field of ${what}`, path)
      // The tables of an enum.
      for (const table of ['Names', 'Codes'])
        claim(internals, `${camel(type)}${table}`, `a field of ${what}`, path)
    }
    for (const accessor of accessorNames(component)) claim(members, accessor, `a field of ${what}`, path)
  }
  claimEcs(input, components, (name, what, path) => claim(module, name, what, path))
  const coordinator = scope(coordinatorMembers)
  for (const name of Object.keys(input.archetypes ?? {})) {
    const path = ['archetypes', name]
    const what = `archetype ${name}`
    claim(module, pascal(name), what, path)
    claim(members, `is${pascal(name)}`, what, path)
    claim(members, `pack${pascal(name)}`, what, path)
    claim(members, `write${pascal(name)}`, what, path)
    claim(members, `unpack${pascal(name)}`, what, path)
    claim(internals, `encode${pascal(name)}Run`, what, path)
    claim(coordinator, `queue${pascal(name)}Batch`, what, path)
    const record = scope(['entity', 'generation'])
    for (const member of input.archetypes?.[name] ?? [])
      claim(record, camel(member), `component ${member}`, path)
  }
  const worlds = Object.keys(input.worlds)
  const returning = new Set<number>()
  for (const link of resolveLinks(input)) {
    const path = ['worlds', worlds[link.from]!]
    const what = `the link from ${worlds[link.from]} to ${worlds[link.to]}`
    const isRemote = homes !== null && homes[link.from] !== homes[link.to]
    for (const [index, delivery] of (isRemote ? link.deliveries : [null]).entries()) {
      const further = index === 0 ? null : delivery
      claim(internals, ringName(worlds, link, further, false), what, path)
      if (link.priorityCapacity > 0) claim(internals, ringName(worlds, link, further, true), what, path)
    }
    if (isRemote) returning.add(link.from)
  }
  for (const world of returning) {
    const name = worlds[world]!
    claim(internals, returnedName(name), `what comes back to ${name}`, ['worlds', name])
  }
  return problems
}

/** Classes and types of the adapters and stores. */
function claimEcs(
  input: ClusterInput,
  components: readonly ComponentPlan[],
  claim: (name: string, what: string, path: SchemaPath) => void,
): void {
  const worlds = Object.entries(input.worlds)
  if (worlds.some(([, { ecs }]) => ecs === 'bitecs')) {
    for (const { name } of components) claim(`${name}Columns`, `component ${name}`, ['components', name])
  }
  for (const [world, { ecs }] of worlds) {
    if (ecs === undefined) continue
    for (const suffix of ecsSuffixes[ecs]) {
      claim(pascal(world) + suffix, `the ecs of world ${world}`, ['worlds', world])
    }
    if (ecs !== 'miniplex') continue
    for (const { name, fields } of components) {
      if (localReferencesOf(fields).length === 0) continue
      claim(pascal(world) + name, `component ${name} in world ${world}`, ['components', name])
    }
  }
}

const ecsSuffixes: Readonly<Record<EcsKind, readonly string[]>> = {
  bitecs: ['Entities', 'Components'],
  koota: ['Entities', 'Components'],
  miniplex: ['Entities', 'Entity'],
  soa: ['Entities', 'Store', 'Component'],
}

function namedTypes(fields: readonly FieldPlan[]): string[] {
  return fields.flatMap(({ shape }) => {
    if (shape.kind === 'struct') return [shape.typeName, ...namedTypes(shape.fields)]
    return shape.kind === 'enum' || shape.kind === 'flags' ? [shape.typeName] : []
  })
}

function accessorNames(component: ComponentPlan): string[] {
  const names = (prefix: string, fields: readonly FieldPlan[]): string[] =>
    fields.flatMap((field) => {
      const name = prefix + pascal(field.name)
      if (field.shape.kind === 'struct') return names(name, field.shape.fields)
      if (field.shape.kind === 'vector')
        return laneNames(field.shape.vector).map((lane) => name + pascal(lane))
      return [name]
    })
  return names(camel(component.name), component.fields)
}
