// A real node alpha on a real socket, with a peer beta of paper.
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { expect } from 'vitest'
import { importModule, writeModule } from '../support/generated.ts'
import { Random } from '../support/random.ts'
import { type Channel, type ClusterSchema, channelsOf, deliveryOf } from './clusterCase.ts'
import { Inlet, Source } from './datagramChannels.ts'
import { DatagramPeer } from './datagramPeer.ts'
import { encode } from './encoder.ts'
import { type PaperKeys, PaperSeal } from './paperSeal.ts'
import { plain, sampleOf } from './samples.ts'

const capacity = 16
export const schema: ClusterSchema = {
  name: 'paper',
  components: {
    Position: { x: 'f32', y: 'f64' },
    Bag: { slots: 'u16[3]', label: 'string<9>', turn: { quat: {} }, big: 'u64' },
    Team: { side: { enum: ['red', 'blue'] }, lean: 'angle' },
    Stunned: {},
  },
  worlds: { a: { node: 'alpha' }, b: { node: 'beta' }, c: { node: 'alpha' }, d: { node: 'beta' } },
  queue: { capacity, priorityCapacity: 4 },
  cluster: {
    transport: 'udp',
    nodes: { alpha: { port: 9000 }, beta: { port: 9001 } },
    delivery: ['fire_and_forget', 'ack_required', 'ordered'],
    timeoutMs: 60_000,
    heartbeatIntervalMs: 100,
    peerTimeoutMs: 1000,
    reconnectMinMs: 10,
    reconnectMaxMs: 50,
  },
}
export const leaving: Channel[] = channelsOf(schema, [0, 2], [1, 3])
export const arriving: Channel[] = channelsOf(schema, [1, 3], [0, 2])
const path = writeModule(schema, 'alpha')
const sealedSchema = { ...schema, cluster: { ...schema.cluster, security: 'pre_shared_key' } }
let sealedPath: string | null = null
const ringOf = ({ isPriority }: Channel): number => (isPriority ? 4 : capacity)
export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** A real node alpha on a real socket, and the peer beta of paper. */
export class Pair {
  // biome-ignore lint/suspicious/noExplicitAny: the module's types are made while the test runs
  module!: any
  // biome-ignore lint/suspicious/noExplicitAny: the same
  cluster!: any
  // biome-ignore lint/suspicious/noExplicitAny: the same
  worlds!: any
  // biome-ignore lint/suspicious/noExplicitAny: the same
  readonly events: any[] = []
  peer!: DatagramPeer
  port = 0
  readonly queued: string[][] = leaving.map(() => [])
  readonly given: string[][] = arriving.map(() => [])
  readonly arrived: string[][] = arriving.map(() => [])
  readonly returned: { entity: number; isInDoubt: boolean }[] = []
  private entity = 1
  private readonly pick: fc.GeneratorValue
  readonly random: Random
  /** What both sides have at first, where datagrams are sealed. */
  readonly keys: PaperKeys | null

  constructor(pick: fc.GeneratorValue, seed: number, keys: PaperKeys | null) {
    this.pick = pick
    this.random = new Random(seed)
    this.keys = keys
    if (keys !== null) sealedPath ??= writeModule(sealedSchema, 'alpha')
  }

  async start(incarnation = 5n): Promise<void> {
    this.module = await importModule(this.keys === null ? path : sealedPath!)
    this.port = 20_000 + this.random.below(20_000)
    const beta = await this.makePeer(incarnation)
    const transport = new this.module.UdpTransport({
      addresses: { alpha: { port: this.port }, beta: { port: beta } },
    })
    this.cluster = new this.module.ClusterCoordinator({
      transport,
      ...(this.keys !== null && { preSharedKeys: this.keys }),
      incarnation: 7_000_000_001,
      onEvent: (event: unknown) => this.events.push(event),
    })
    this.worlds = new this.module.WorldCoordinator()
    this.cluster.join(performance.now())
  }

  async makePeer(incarnation: bigint, port = 0): Promise<number> {
    const self = {
      magic: 'ECSG',
      version: 2,
      schemaHash: this.module.schemaHash,
      node: 1,
      peer: 0,
      dials: 0,
      incarnation,
      known: 0n,
      fingerprints: [0, 0, 0, 0, 0],
      cluster: 'paper',
      name: 'beta',
    }
    const inlets = leaving.map((channel) => new Inlet(channel.delivery, ringOf(channel)))
    const sources = arriving.map(({ delivery }) => new Source(delivery))
    this.peer = new DatagramPeer(schema, self, { inlets, sources }, this.port, this.random)
    if (this.keys !== null) this.peer.seal = new PaperSeal(this.keys)
    return this.peer.bind(port)
  }

  /** A packet with some components, all of its values by chance. */
  private plan(
    channel: number,
    { source, target, isPriority }: Channel,
  ): { bytes: Uint8Array; chosen: { [name: string]: object }; entity: number } {
    const chosen: { [name: string]: object } = {}
    for (const [name, fields] of Object.entries(schema.components)) {
      if (this.pick(fc.boolean)) continue
      const values = Object.entries(fields).map(([key, field]) => [key, sampleOf(field, this.pick)])
      chosen[name] = Object.fromEntries(values)
    }
    const [entity, components, bits] = [this.entity++, plain(chosen), isPriority ? 6 : 4]
    const packet = { entity, generation: channel, source, target, flags: bits, components }
    return { bytes: encode(schema, packet as never), chosen, entity }
  }

  /** The node's world queues a transfer. */
  queue(index: number): void {
    const channel = leaving[index]!
    const { source, target } = channel
    const planned = this.plan(index, channel)
    const transfer = this.worlds.createTransfer(source, target, planned.entity, index)
    for (const [name, value] of Object.entries(planned.chosen)) transfer[`pack${name}`](value)
    transfer.priority = channel.isPriority
    if (this.worlds.queueTransfer(source, target, transfer, deliveryOf(this.module, channel)))
      this.queued[index]!.push(hex(planned.bytes))
  }

  /** The peer has one more to send. */
  give(index: number): void {
    const { bytes } = this.plan(index, arriving[index]!)
    this.peer.sources[index]!.packets.push(bytes)
    this.given[index]!.push(hex(bytes))
  }

  /** The node's worlds take what has arrived. */
  pop(): void {
    for (const world of [0, 2]) {
      for (let next = this.worlds.popTransferFor(world); next; next = this.worlds.popTransferFor(world)) {
        if (next.isReturned) {
          this.returned.push({ entity: next.entity, isInDoubt: next.isInDoubt })
          continue
        }
        const used: Uint8Array = next.toBytes()
        const bytes = new Uint8Array(8 * Math.ceil(used.length / 8))
        bytes.set(used)
        this.arrived[next.generation]!.push(hex(bytes))
      }
      this.worlds.endTick(world)
    }
  }

  /** Both sides run until `isDone`. */
  async run(isDone: () => boolean, ms: number, step: () => void = () => {}): Promise<void> {
    for (const end = performance.now() + ms; performance.now() < end && !isDone(); await sleep(2)) {
      step()
      this.cluster.tick(performance.now())
      this.peer.tick()
      this.pop()
      for (const inlet of this.peer.inlets)
        if (inlet.taken < inlet.packets.length) {
          inlet.taken = Math.min(inlet.packets.length, inlet.taken + this.random.below(6))
          inlet.hasNews = true
        }
    }
  }

  get isConnected(): boolean {
    return this.cluster.getPeerState(1) === 'connected' && this.peer.intake.isOpen && this.peer.outlet.isOpen
  }

  async connect(): Promise<void> {
    this.peer.dial()
    await this.run(() => this.isConnected, 5000)
    expect(this.isConnected).toBe(true)
  }

  get isSettled(): boolean {
    const { pending } = this.cluster.getPeerStats(1)
    const hasAll = this.queued.every(
      ({ length }, index) =>
        leaving[index]!.delivery === 'fire_and_forget' || this.peer.inlets[index]!.packets.length === length,
    )
    return pending === 0 && hasAll && this.peer.sources.every(({ isDone }) => isDone)
  }

  check(mayLose: boolean, violations = 0): void {
    // What the node has acknowledged since its worlds last looked.
    this.pop()
    const compare = (got: string[], sent: string[], { delivery }: Channel): void => {
      if (delivery === 'ordered') expect(got).toEqual(sent)
      else if (delivery === 'ack_required' || !mayLose) expect([...got].sort()).toEqual([...sent].sort())
      else {
        expect(new Set(got).size).toBe(got.length)
        for (const packet of got) expect(sent).toContain(packet)
      }
    }
    this.peer.inlets.forEach(({ packets }, index) => {
      compare(packets.map(hex), this.queued[index]!, leaving[index]!)
    })
    this.arrived.forEach((packets, index) => {
      compare(packets, this.given[index]!, arriving[index]!)
    })
    expect(this.peer.errors).toEqual([])
    expect(this.cluster.getPeerStats(1).violations).toBeLessThanOrEqual(violations)
  }

  async end(): Promise<void> {
    this.peer.end()
    this.cluster.leave()
    for (let turn = 0; turn < 100 && this.cluster.getState() !== 'stopped'; turn++, await sleep(1))
      this.cluster.tick(performance.now() + 1000 * turn)
  }
}

export async function startPair(seed: number, keys: PaperKeys | null = null): Promise<Pair> {
  const [pick] = fc.sample(fc.gen(), { numRuns: 1, seed })
  const pair = new Pair(pick!, seed, keys)
  await pair.start()
  return pair
}
