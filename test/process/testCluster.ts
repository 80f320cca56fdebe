import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Credentials } from '../support/certificates.ts'
import type { Namespaces } from '../support/namespaces.ts'
import { type Custody, followEntities } from './custody.ts'
import { type Modules, modulesOf, newFolder } from './modules.ts'
import { type Address, type Keys, NodeRun, type RunState } from './nodeRun.ts'
import { freePorts } from './ports.ts'
import { deliveryNumbers, type NodeName, nodeNames, type SchemaOptions } from './schema.ts'

export interface StartOptions {
  readonly entities?: number
  readonly onThreads?: boolean
  readonly stepMs?: number
  readonly incarnation?: number
  /** It ends after this, whatever becomes of the test. */
  readonly lifetimeMs?: number
  /** Where it believes the nodes to be, itself included: what differs from where they are. */
  readonly addresses?: Readonly<Record<string, Address>>
  /** A schema of its own, unlike the others'. */
  readonly schema?: SchemaOptions
  readonly tls?: Credentials
  readonly keys?: Keys
}

/** The processes of one test, and what became of their entities. */
export class TestCluster {
  readonly runs: NodeRun[] = []
  readonly ports: ReadonlyMap<NodeName, number>
  readonly names: readonly NodeName[]
  private readonly modules: Modules
  private readonly folder = newFolder()

  /** Where each node runs, if not all in one place. */
  private readonly namespaces: Namespaces | null

  private constructor(modules: Modules, ports: readonly number[], namespaces: Namespaces | null) {
    this.modules = modules
    this.namespaces = namespaces
    this.names = nodeNames.slice(0, modules.options.nodes)
    this.ports = new Map(this.names.map((name, index) => [name, ports[index]!]))
  }

  /** With `namespaces`, the first node runs in the first one, the second in the other. */
  static async create(options: SchemaOptions, namespaces: Namespaces | null = null): Promise<TestCluster> {
    return new TestCluster(modulesOf(options), await freePorts(options.nodes), namespaces)
  }

  /** Starts a process for a node; its entities are born with it. */
  async start(name: NodeName, options: StartOptions = {}): Promise<NodeRun> {
    const modules = options.schema === undefined ? this.modules : modulesOf(options.schema)
    const run = this.runs.length + 1
    const perNode = modules.options.worlds ?? 1
    const first = this.names.indexOf(name) * perNode
    const deliveries = modules.options.delivery ?? ['ordered', 'ack_required']
    const all = Array.from({ length: perNode * this.names.length }, (_, world) => world)
    const worlds = all.slice(first, first + perNode).map((world) => ({
      world,
      run,
      // To other nodes only: this is about links between processes.
      targets: all.filter((other) => this.peersOf(name).includes(this.names[Math.floor(other / perNode)]!)),
      deliveries: deliveries.map((delivery) => deliveryNumbers[delivery]),
      firstEntity: run * 100_000 + world * 1_000,
      entityCount: options.entities ?? 0,
      seed: 1_000 * run + world,
      journal: join(this.folder, `${run}-${world}.journal`),
    }))
    for (const { journal } of worlds) writeFileSync(journal, '')
    const node = new NodeRun({
      node: name,
      run,
      incarnation: options.incarnation ?? null,
      module: modules.paths.get(name)!,
      memoryName: `guests${name[0]!.toUpperCase()}${name.slice(1)}Memory`,
      addresses: { ...this.addresses(), ...options.addresses },
      tls: options.tls ?? null,
      keys: options.keys ?? null,
      peers: this.peersOf(name),
      worlds,
      onThreads: options.onThreads ?? false,
      stepMs: options.stepMs ?? 2,
      lifetimeMs: options.lifetimeMs ?? 120_000,
      isOverDatagrams: modules.options.cluster?.transport === 'udp',
      within: this.namespaces?.prefix(this.names.indexOf(name)) ?? [],
    })
    this.runs.push(node)
    await node.started()
    return node
  }

  async startAll(options: StartOptions = {}): Promise<NodeRun[]> {
    const nodes: NodeRun[] = []
    for (const name of this.names) nodes.push(await this.start(name, options))
    return nodes
  }

  /** Whom the topology connects a node with. */
  peersOf(name: NodeName): readonly NodeName[] {
    const { topology, hub } = this.modules.options.cluster ?? {}
    const others = this.names.filter((other) => other !== name)
    const [at, last] = [this.names.indexOf(name), this.names.length - 1]
    if (topology === 'star')
      return name === (hub ?? this.names[0]) ? others : [(hub ?? this.names[0]) as NodeName]
    if (topology !== 'ring') return others
    return others.filter((other) => [1, last].includes(Math.abs(this.names.indexOf(other) - at)))
  }

  addresses(): Record<string, Address> {
    const hosts = this.namespaces?.addresses
    return Object.fromEntries(
      [...this.ports].map(([name, port], index) => [
        name,
        hosts === undefined ? { port } : { host: hosts[index]!, port },
      ]),
    )
  }

  get live(): readonly NodeRun[] {
    return this.runs.filter(({ isRunning }) => isRunning)
  }

  states(): Promise<RunState[]> {
    return Promise.all(this.live.map((node) => node.state()))
  }

  async setRate(rate: number): Promise<void> {
    await Promise.all(this.live.map((node) => node.set({ rate })))
  }

  /** Until so many more entities have arrived somewhere. */
  async moved(count: number, timeoutMs = 20_000): Promise<void> {
    const arrivals = async (): Promise<number> => {
      const states = await this.states()
      return states.reduce((sum, { arrivals }) => sum + arrivals, 0)
    }
    const before = await arrivals()
    await waitUntil(`${count} arrive`, timeoutMs, async () => (await arrivals()) >= before + count)
  }

  /** Until every live node is connected with each of its peers that live. */
  async connected(timeoutMs = 20_000): Promise<void> {
    const alive = new Set(this.live.map(({ name }) => name))
    await waitUntil('all are connected', timeoutMs, async () => {
      const all = await Promise.all(this.live.map(async (node) => [node.name, await node.state()] as const))
      return all.every(([name, { peers }]) =>
        this.peersOf(name).every((peer) => !alive.has(peer) || peers[peer]!.state === 'connected'),
      )
    })
  }

  /** Sends nothing more, until nothing is on its way. */
  async settle(timeoutMs = 30_000): Promise<void> {
    await this.setRate(0)
    let last = ''
    let quiet = 0
    await waitUntil('nothing is on its way', timeoutMs, async () => {
      const states = await this.states()
      const pending = states.flatMap(({ peers }) => Object.values(peers).map(({ pending }) => pending))
      const now = JSON.stringify(states.map(({ arrivals }) => arrivals))
      // A world's thread may not have come to take what waits for it.
      const isEmpty = states.every(({ waiting }) => waiting === 0) && pending.every((value) => value === 0)
      quiet = isEmpty && now === last ? quiet + 1 : 0
      last = now
      return quiet >= 3
    })
  }

  /** Settles, then follows every entity from journal to journal. */
  async audit(): Promise<Custody> {
    await this.settle()
    return this.auditNow()
  }

  async auditNow(): Promise<Custody> {
    const reports = await Promise.all(
      this.runs.map(async (run) => (run.isRunning ? run.report() : run.lastReport)),
    )
    return followEntities(this.runs.map((run, index) => ({ run, report: reports[index]! })))
  }

  async end(): Promise<void> {
    await Promise.all(this.runs.map((run) => run.end()))
    rmSync(this.folder, { recursive: true, force: true })
  }
}

export async function waitUntil(
  what: string,
  timeoutMs: number,
  condition: () => Promise<boolean> | boolean,
): Promise<void> {
  const end = performance.now() + timeoutMs
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`not within ${timeoutMs} ms: ${what}`)
    await sleep(50)
  }
}
