import { Allowance } from './allowance.ts'
import { Arrivals } from './arrivals.ts'
import type { ClusterContext } from './cluster-context.ts'
import { Cookies } from './cookies.ts'
import { DatagramIntake } from './datagram-intake.ts'
import { DatagramOutlet } from './datagram-outlet.ts'
import { DatagramPeer } from './datagram-peer.ts'
import { Seal } from './datagram-seal.ts'
import type {
  DatagramAddress,
  DatagramHandler,
  DatagramLine,
  DatagramTransport,
} from './datagram-transport.ts'
import {
  ACKNOWLEDGEMENT_DATAGRAM,
  CLOSE_DATAGRAM,
  COOKIE_DATAGRAM,
  COOKIE_WORDS,
  DISOWN_BODY_WORDS,
  DISOWN_DATAGRAM,
  FLAG_FROM_DIALER,
  FLAG_LAST,
  HEADER_WORDS,
  HELLO_DATAGRAM,
  REFUSAL_DATAGRAM,
  TRANSFERS_DATAGRAM,
  WELCOME_BODY_WORDS,
  WELCOME_DATAGRAM,
  writeHeader,
} from './datagram-wire.ts'
import { findObstacle, findStranger } from './peer.ts'
import { LOCAL_NODE, RECONNECT_MAX_MS } from './sample-cluster.ts'
import { peerMaps } from './sample-datagram-peers.ts'
import { DATAGRAM_BYTES, DATAGRAM_WORDS } from './sample-datagrams.ts'
import { UdpTransport } from './udp-transport.ts'
import {
  HELLO_MAGIC,
  type Identity,
  isIncarnation,
  REFUSAL_BODY_WORDS,
  type RefusalCause,
  readHello,
  readIncarnation,
  writeIncarnation,
  writeRefusal,
} from './wire.ts'
import { WireBuffer } from './wire-buffer.ts'

export type NodeTransport = DatagramTransport

/** Where datagrams leave and arrive: finds out which stream each belongs to, and who may open one. */
export class Gate implements DatagramHandler {
  readonly peers: readonly DatagramPeer[]
  /** Nothing is kept for who has not shown where it is. */
  readonly pendingCount = 0
  /** Datagrams that were dropped because no stream of a peer is theirs. */
  turnedAway = 0
  readonly arrivals: Arrivals
  private readonly cluster: ClusterContext
  private readonly transport: DatagramTransport
  private readonly intakes: Map<number, DatagramIntake> = new Map()
  private readonly outlets: Map<number, DatagramOutlet> = new Map()
  //#if preSharedKey
  readonly seal: Seal
  //#end
  private readonly cookies: Cookies
  private readonly strangers: Allowance = new Allowance()
  /** The datagram that has arrived, and an answer to somebody who has no stream. */
  private readonly arriving: WireBuffer = new WireBuffer(DATAGRAM_BYTES)
  private readonly answer: WireBuffer = new WireBuffer(DATAGRAM_BYTES)
  private wakesAt = Number.POSITIVE_INFINITY
  private isOpen = false
  private opensAt = 0

  constructor(cluster: ClusterContext, transport: DatagramTransport | undefined) {
    this.cluster = cluster
    this.arrivals = new Arrivals(() => cluster.arrived())
    this.transport = transport ?? new UdpTransport()
    this.cookies = new Cookies((bytes) => this.transport.entropy(bytes))
    //#if preSharedKey
    const { keys, currentEpoch } = cluster.preSharedKeys
    this.seal = new Seal(keys, currentEpoch, (bytes) => this.transport.entropy(bytes))
    //#end
    this.peers = peerMaps.map((map) => new DatagramPeer(map, cluster, this))
  }

  now(): number {
    return this.transport.now()
  }

  addressOf(node: number): DatagramAddress {
    return this.transport.addressOf(node)
  }

  open(): void {
    this.isOpen = true
    this.transport.open(this)
  }

  tick(): void {
    if (!this.isOpen && this.cluster.time >= this.opensAt) this.open()
  }

  shut(): void {}

  close(): void {
    this.isOpen = false
    this.transport.close()
  }

  peerOf(node: number): DatagramPeer | null {
    return this.peers.find((peer) => peer.node === node) ?? null
  }

  dial(peer: DatagramPeer): DatagramIntake {
    const intake = new DatagramIntake(peer, this.newId(this.intakes))
    this.intakes.set(intake.dialerId, intake)
    return intake
  }

  forgetIntake(intake: DatagramIntake): void {
    this.intakes.delete(intake.dialerId)
  }

  forgetOutlet(outlet: DatagramOutlet): void {
    this.outlets.delete(outlet.listenerId)
  }

  connect(to: DatagramAddress): DatagramLine {
    return this.transport.connect(to)
  }

  /** Sends the start of a buffer. */
  send(buffer: WireBuffer, byteLength: number, to: DatagramAddress): void {
    this.transport.send(buffer.start(byteLength), to)
  }

  /** Has `due` called at a time of `now`, or before. */
  wakeAt(time: number): void {
    if (time >= this.wakesAt) return
    this.wakesAt = time
    this.transport.wakeIn(Math.max(0, time - this.now()))
  }

  due(): void {
    this.wakesAt = Number.POSITIVE_INFINITY
    this.arrivals.tell()
    const now = this.now()
    for (const peer of this.peers) {
      peer.intake?.due(now)
      peer.outlet?.due(now)
    }
  }

  failed(reason: string): void {
    this.isOpen = false
    this.opensAt = this.cluster.time + RECONNECT_MAX_MS
    this.cluster.emit({ type: 'listening failed', text: reason })
  }

  received(bytes: Uint8Array, from: DatagramAddress): void {
    const { arriving } = this
    // A forged datagram may come from port 0, to which nothing can be sent: Node throws.
    if (bytes.length < HEADER_WORDS << 2 || bytes.length > DATAGRAM_BYTES || from.port === 0) {
      this.turnedAway++
      return
    }
    arriving.bytes.set(bytes)
    const { words } = arriving
    const kind = words[0]! & 0xff
    const isAtOutlet = kind === ACKNOWLEDGEMENT_DATAGRAM || this.isFromDialer(kind, words)
    const outlet = isAtOutlet ? this.outletOf(words) : null
    const intake = isAtOutlet || kind === HELLO_DATAGRAM ? null : this.intakeOf(words)
    let { length } = bytes
    //#if preSharedKey
    length = this.unseal(kind, length, from, intake, outlet)
    //#end
    if (length < 0 || (length & 3) !== 0) {
      this.turnedAway++
      return
    }
    if (kind === HELLO_DATAGRAM) this.takeHello(words, length, from)
    else if (outlet !== null) this.takeAtOutlet(kind, outlet, words, length >>> 2)
    else if (intake !== null) this.takeAtIntake(kind, intake, words, length >>> 2)
    else this.disown(kind, words, bytes.length, from)
    this.wakeAt(this.arrivals.tellFirst())
  }

  //#if preSharedKey
  /** The length of what has arrived without its seal, -1 when nobody who has a key has sealed it for this node now. */
  private unseal(
    kind: number,
    length: number,
    from: DatagramAddress,
    intake: DatagramIntake | null,
    outlet: DatagramOutlet | null,
  ): number {
    const { bytes } = this.arriving
    switch (kind) {
      case HELLO_DATAGRAM: {
        // Finding out that nobody who has a key has sealed it costs more than an answer.
        if (!this.strangers.has(this.now())) return -1
        const opened = this.seal.openHandshake(bytes, length, false)
        if (opened < 0) {
          this.strangers.spend(this.now())
          this.cluster.distrusted(
            `HELLO from ${from.address} port ${from.port}: sealed with no key of this node`,
          )
        }
        return opened
      }
      case COOKIE_DATAGRAM:
      case WELCOME_DATAGRAM:
      case REFUSAL_DATAGRAM:
      // Whoever disowns has not dialed: it answers.
      case DISOWN_DATAGRAM:
        return intake === null && outlet === null ? -1 : this.seal.openHandshake(bytes, length, true)
      default: {
        const seal = outlet === null ? (intake?.seal ?? null) : outlet.seal
        if (seal !== null) return seal.open(bytes, length)
        // To a stream that is not there the answer is the same whatever was in it.
        return intake === null && outlet === null ? HEADER_WORDS << 2 : -1
      }
    }
  }

  //#end
  private outletOf(words: Int32Array): DatagramOutlet | null {
    const outlet = this.outlets.get(words[3]!)
    return outlet === undefined || outlet.dialerId !== words[2] ? null : outlet
  }

  private intakeOf(words: Int32Array): DatagramIntake | null {
    const intake = this.intakes.get(words[2]!)
    return intake === undefined || (intake.isOpen && intake.listenerId !== words[3]) ? null : intake
  }

  private closedByPeer(stream: DatagramIntake | DatagramOutlet, words: Int32Array): void {
    const { peer } = stream
    if (((words[0]! >>> 8) & FLAG_LAST) !== 0) peer.farewell('it has left')
    peer.drop(stream, 'ended by the peer')
  }

  private isFromDialer(kind: number, words: Int32Array): boolean {
    return (
      (kind === CLOSE_DATAGRAM || kind === DISOWN_DATAGRAM) && ((words[0]! >>> 8) & FLAG_FROM_DIALER) !== 0
    )
  }

  private takeAtOutlet(kind: number, outlet: DatagramOutlet, words: Int32Array, end: number): void {
    const { peer } = outlet
    peer.bytesReceived += end << 2
    if (kind === CLOSE_DATAGRAM) this.closedByPeer(outlet, words)
    else if (kind === DISOWN_DATAGRAM) this.disowned(outlet, words, end)
    else if (kind !== ACKNOWLEDGEMENT_DATAGRAM) this.turnedAway++
    else if (!outlet.read(words, end)) peer.breakOff(outlet, 'it sent what no peer may send')
    else outlet.pump()
  }

  private takeAtIntake(kind: number, intake: DatagramIntake, words: Int32Array, end: number): void {
    const { peer } = intake
    peer.bytesReceived += end << 2
    if (kind === COOKIE_DATAGRAM) intake.takeCookie(words, end)
    else if (kind === REFUSAL_DATAGRAM) intake.takeRefusal(words, end)
    else if (kind === WELCOME_DATAGRAM) {
      if (!intake.takeWelcome(words, end)) peer.breakOff(intake, 'it sent what no peer may send')
    } else if (!intake.isOpen) this.turnedAway++
    else if (kind === CLOSE_DATAGRAM) this.closedByPeer(intake, words)
    else if (kind === DISOWN_DATAGRAM) this.disowned(intake, words, end)
    else if (kind !== TRANSFERS_DATAGRAM) this.turnedAway++
    else if (!intake.take(words, end)) peer.breakOff(intake, 'it sent what no peer may send')
  }

  /**
   * Tells whoever sends to a stream that is not there: an earlier process of this node may have had it. It says who does
   * not know it, so that nobody can have a third node end a stream of two others.
   */
  private disown(kind: number, words: Int32Array, received: number, to: DatagramAddress): void {
    this.turnedAway++
    if (kind !== ACKNOWLEDGEMENT_DATAGRAM && kind !== TRANSFERS_DATAGRAM) return
    if (!this.strangers.spend(this.now())) return
    const flags = kind === TRANSFERS_DATAGRAM ? FLAG_FROM_DIALER : 0
    const { words: out } = this.answer
    writeHeader(out, DISOWN_DATAGRAM, flags, 0, words[2]!, words[3]!)
    out[HEADER_WORDS] = LOCAL_NODE
    out[HEADER_WORDS + 1] = 0
    writeIncarnation(out, HEADER_WORDS + 2, this.cluster.incarnation)
    this.reply(HEADER_WORDS + DISOWN_BODY_WORDS, to, received)
  }

  private disowned(stream: DatagramIntake | DatagramOutlet, words: Int32Array, end: number): void {
    const { peer } = stream
    const isSound = end === HEADER_WORDS + DISOWN_BODY_WORDS && words[HEADER_WORDS] === peer.node
    if (!isSound || readIncarnation(words, HEADER_WORDS + 2) < peer.incarnation) this.turnedAway++
    else peer.drop(stream, 'the peer knows nothing of it')
  }

  private mayAnswer(): boolean {
    const may = this.strangers.spend(this.now())
    if (!may) this.turnedAway++
    return may
  }

  /** Sends `answer` to somebody who has no stream, unless it would be longer than what it answers. */
  private reply(length: number, to: DatagramAddress, received: number): void {
    let byteLength = length << 2
    //#if preSharedKey
    byteLength = this.seal.sealHandshake(this.answer.bytes, byteLength, false)
    //#end
    if (byteLength <= received) this.send(this.answer, byteLength, to)
  }

  /** The cheapest checks come first, and nothing is kept before the last. */
  private takeHello(words: Int32Array, length: number, from: DatagramAddress): void {
    const identityAt = HEADER_WORDS + COOKIE_WORDS
    // As long as the longest answer and more: nobody can have this node send more than they send themselves.
    if (length !== DATAGRAM_WORDS << 2 || words[identityAt] !== HELLO_MAGIC) {
      this.turnedAway++
      return
    }
    const dialerId = words[2]!
    if (!this.cookies.isValid(words, HEADER_WORDS, from, dialerId, this.now())) {
      if (!this.mayAnswer()) return
      writeHeader(this.answer.words, COOKIE_DATAGRAM, 0, 0, dialerId, 0)
      this.cookies.write(this.answer.words, HEADER_WORDS, from, dialerId, this.now())
      this.reply(HEADER_WORDS + COOKIE_WORDS, from, length)
      return
    }
    const identity = readHello(words, identityAt, length >>> 2)!
    const refusal = this.judge(identity, dialerId, from)
    if (refusal === null) return
    if (!this.mayAnswer()) return
    this.cluster.refused(identity, refusal.code, refusal.text)
    writeHeader(this.answer.words, REFUSAL_DATAGRAM, refusal.code, 0, dialerId, 0)
    const { incarnation } = this.cluster
    const known = this.cluster.knownIncarnation(identity.from)
    writeRefusal(this.answer.words, HEADER_WORDS, identity, incarnation, known)
    this.reply(HEADER_WORDS + REFUSAL_BODY_WORDS, from, length)
  }

  /** Welcomes who may open a stream; else why it may not. */
  private judge(identity: Identity, dialerId: number, from: DatagramAddress): RefusalCause | null {
    const peer = this.peerOf(identity.from)
    const stranger = findStranger(identity, peer)
    if (peer === null || stranger !== null) return stranger
    if (!isIncarnation(identity.incarnation)) {
      this.turnedAway++
      return null
    }
    const obstacle = findObstacle(identity, peer)
    if (obstacle !== null) return obstacle
    const isNewer = ((identity.dial - peer.lastDial) | 0) > 0
    if (isNewer) this.attach(peer, identity.dial, dialerId, from)
    else if (peer.outlet?.dial !== identity.dial || peer.outlet.dialerId !== dialerId) {
      // It comes late: the peer has given that stream up for a newer one.
      this.turnedAway++
      return null
    }
    // Also to whom it was sent before: it may be lost.
    this.welcome(peer)
    if (isNewer) peer.opened()
    return null
  }

  private attach(peer: DatagramPeer, dial: number, dialerId: number, from: DatagramAddress): void {
    peer.lastDial = dial
    // The peer has given up its former stream by dialing anew.
    if (peer.outlet !== null) {
      peer.outlet.destroy()
      peer.retell()
    }
    const address = { address: from.address, port: from.port }
    const outlet = new DatagramOutlet(peer, address, dial, dialerId, this.newId(this.outlets))
    this.outlets.set(outlet.listenerId, outlet)
    peer.outlet = outlet
  }

  private welcome(peer: DatagramPeer): void {
    const outlet = peer.outlet!
    const { words } = this.answer
    writeHeader(words, WELCOME_DATAGRAM, 0, 0, outlet.dialerId, outlet.listenerId)
    writeIncarnation(words, HEADER_WORDS, this.cluster.incarnation)
    words[HEADER_WORDS + 2] = peer.outbound.length
    words[HEADER_WORDS + 3] = 0
    this.reply(HEADER_WORDS + WELCOME_BODY_WORDS, outlet.address, DATAGRAM_BYTES)
  }

  /** An id that nobody can guess and no other stream has. */
  private newId(taken: ReadonlyMap<number, unknown>): number {
    const id = new Int32Array(1)
    do this.transport.entropy(new Uint8Array(id.buffer))
    while (taken.has(id[0]!))
    return id[0]!
  }
}
