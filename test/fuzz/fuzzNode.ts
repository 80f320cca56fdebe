// A real node `alpha` for any number of inputs: `beta` is whoever the input comes from, `gamma` a peer that does
// nothing wrong and must not notice.
import { loadModule } from '../support/generated.ts'
import { type HandStream, HandTransport } from '../support/handTransport.ts'
import type { Random } from '../support/random.ts'
import { encode } from '../wire/encoder.ts'
import type { Schema } from '../wire/layout.ts'
import type { Identity } from '../wire/messages.ts'
import { PaperPeer } from '../wire/paperPeer.ts'

export const schema: Schema = {
  name: 'fuzzed',
  components: {
    Small: { a: 'u8', is: 'bool', kind: { enum: ['x', 'y', 'z'] }, long: 'u64' },
    Secret: { key: 'u32' },
    Text: { name: 'string<9>', blob: 'bytes<6>' },
    Tag: {},
    Deep: {
      inner: { struct: { on: 'bool[3]', place: 'vec3', kind: { enum: ['p', 'q'] } } },
      set: { flags: ['f', 'g', 'h'] },
      share: { quantized: { min: 0, max: 1, bits: 5 } },
      turn: { quat: { bits: 9 } },
      last: 'u8',
    },
  },
  worlds: {
    a: { node: 'alpha' },
    // It holds no Secret, so that no packet from it or to it may carry one.
    b: { node: 'beta', components: ['Small', 'Text', 'Tag', 'Deep'] },
    c: { node: 'gamma' },
  },
}
const settings = {
  queue: { capacity: 16, priorityCapacity: 4 },
  cluster: {
    transport: 'tcp',
    nodes: { alpha: { port: 9000 }, beta: { port: 9001 }, gamma: { port: 9002 } },
    delivery: ['fire_and_forget', 'ordered'],
    reconnectMinMs: 1,
    reconnectMaxMs: 1,
    timeoutMs: 2000,
  },
}
export const betaNode = 1
const gammaNode = 2
export const channelCount = 4
const whole = (): number => Number.MAX_SAFE_INTEGER

// biome-ignore lint/suspicious/noExplicitAny: the module's types are made while the test runs
export type Internals = any

export const loadFuzzed = (): Promise<Internals> => loadModule({ ...schema, ...settings }, 'alpha')

/** A packet without a fault for a channel to world a, with components by chance. */
export function packetOf(random: Random, source: number, isPriority: boolean, entity: number): Uint8Array {
  const all: { [name: string]: { [field: string]: unknown } } = {
    Small: { a: 7, is: true, kind: random.pick('x', 'y', 'z'), long: 1n << 40n },
    Text: { name: random.pick('', 'ä', '123456789'), blob: [1, 2, 3].slice(random.below(4)) },
    Tag: {},
    Deep: {
      inner: { on: [true, false, true], place: { x: 1, y: 2, z: Number.NaN }, kind: random.pick('p', 'q') },
      set: random.below(8),
      share: random.pick(0, 1),
      turn: { x: 0, y: 0, z: 0, w: 1 },
      last: 255,
    },
  }
  const components = Object.fromEntries(Object.entries(all).filter(() => random.once(2)))
  const flags = random.pick(0, 4, 5) | (isPriority ? 2 : 0)
  return encode(schema, { entity, generation: 1, source, target: 0, flags, components } as never)
}

export class FuzzNode {
  readonly module: Internals
  readonly cluster: Internals
  readonly worlds: Internals
  readonly transport = new HandTransport()
  readonly gamma: PaperPeer
  readonly events: Internals[] = []
  now = 0
  private gammaSent = 0
  private gammaQueued = 0
  private gammaReceived = 0

  constructor(module: Internals) {
    this.module = module
    this.worlds = new module.WorldCoordinator()
    for (const _ of this.pop());
    this.cluster = new module.ClusterCoordinator({
      transport: this.transport,
      random: () => 0.5,
      incarnation: 1_000,
      onEvent: (event: Internals) => this.events.push(event),
    })
    this.cluster.join(0)
    this.pass()
    const self = { ...this.identityOf(gammaNode), incarnation: 3n }
    this.gamma = new PaperPeer(schema, self, channelCount, channelCount, 0, 16)
    this.gamma.take(this.transport.dialedTo(gammaNode)!)
    this.gamma.outbound!.handler.opened()
    this.gamma.dial(this.transport.connect()!, whole)
    this.gamma.read(whole)
    this.pass()
  }

  get beta(): Internals {
    return this.cluster.core.gate.peerOf(betaNode)
  }

  identityOf(node: number): Identity {
    return {
      magic: 'ECSG',
      version: 2,
      schemaHash: this.module.schemaHash,
      node,
      peer: 0,
      dials: 0,
      incarnation: 1n,
      known: 0n,
      fingerprints: [0, 0, 0, 0, 0],
      cluster: schema.name,
      name: this.module.nodeNames[node],
    }
  }

  pass(): void {
    this.now += 10
    this.cluster.tick(this.now)
  }

  /** The stream that the node has dialed to beta. */
  dialed(): HandStream {
    let stream = this.transport.dialedTo(betaNode)
    for (let tries = 0; stream === null && tries < 5; tries++) {
      this.pass()
      stream = this.transport.dialedTo(betaNode)
    }
    if (stream === null) throw new Error('the node does not dial any more')
    return stream
  }

  /** Everything that has arrived at world a, and what came back to it. */
  *pop(): Generator<Internals> {
    for (;;) {
      const transfer = this.worlds.popTransferFor(0)
      if (transfer === null) break
      yield transfer
    }
    this.worlds.endTick(0)
  }

  /** World a sends something to both peers. */
  queue(random: Random): void {
    for (const [target, delivery] of [
      [1, random.below(2) === 0 ? 0 : 2],
      [2, 2],
    ] as const) {
      const transfer = this.worlds.createTransfer(0, target, 1)
      if (random.once(2)) transfer.packSmall({ a: 1, is: true, kind: 'y', long: 5n })
      if (this.worlds.queueTransfer(0, target, transfer, delivery) && target === 2) this.gammaQueued++
    }
  }

  /** Gamma goes on as if nothing had happened. Returns what went wrong, or null. */
  exchangeWithGamma(random: Random): string | null {
    const { gamma } = this
    const packet = packetOf(random, 2, false, 0x7000_0000 + this.gammaSent)
    gamma.sources[2]!.packets.push(packet)
    this.gammaSent++
    gamma.send(2, 16, whole)
    this.pass()
    for (const transfer of this.pop())
      if (transfer.source === 2 && transfer.entity >= 0x7000_0000) this.gammaReceived++
    this.pass()
    gamma.read(whole)
    for (let channel = 0; channel < channelCount; channel++)
      gamma.free(channel, 16 - gamma.inlets[channel]!.free)
    gamma.tell(true, whole)
    this.pass()
    gamma.read(whole)
    const got = gamma.inlets.reduce((sum, { packets }) => sum + packets.length, 0)
    if (!gamma.inbound!.isOpen || !gamma.outbound!.isOpen) return 'a stream of gamma was closed'
    if (this.cluster.getPeerState(gammaNode) !== 'connected') return 'gamma is no longer connected'
    if (this.cluster.getPeerStats(gammaNode).violations !== 0) return 'gamma is accused'
    if (got !== this.gammaQueued) return `gamma got ${got} of ${this.gammaQueued}`
    if (this.gammaReceived !== this.gammaSent)
      return `${this.gammaReceived} of ${this.gammaSent} of gamma arrived`
    return null
  }

  end(): void {
    this.transport.close()
  }
}
