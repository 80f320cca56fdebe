import type { ClusterContext } from './cluster-context.ts'
import { Cookies } from './cookies.ts'
import { DatagramIntake } from './datagram-intake.ts'
import { DatagramOutlet } from './datagram-outlet.ts'
import { DatagramPeer } from './datagram-peer.ts'
import type { DatagramAddress, DatagramHandler, DatagramTransport } from './datagram-transport.ts'
import {
  ACKNOWLEDGEMENT_DATAGRAM,
  CLOSE_DATAGRAM,
  COOKIE_DATAGRAM,
  COOKIE_WORDS,
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
import { LOCAL_NODE, RECONNECT_MAX_MS } from './sample-cluster.ts'
import { peerMaps } from './sample-datagram-peers.ts'
import { DATAGRAM_BYTES } from './sample-datagrams.ts'
import { UdpTransport } from './udp-transport.ts'
import {
  findMismatch,
  HELLO_MAGIC,
  IDENTITY_WORDS,
  type Identity,
  isIncarnation,
  Refusal,
  readIdentity,
  writeIdentity,
  writeIncarnation,
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
  private readonly cluster: ClusterContext
  private readonly transport: DatagramTransport
  private readonly intakes: Map<number, DatagramIntake> = new Map()
  private readonly outlets: Map<number, DatagramOutlet> = new Map()
  private readonly cookies: Cookies
  /** The datagram that has arrived, and an answer to somebody who has no stream. */
  private readonly arriving: WireBuffer = new WireBuffer(DATAGRAM_BYTES)
  private readonly answer: WireBuffer = new WireBuffer(DATAGRAM_BYTES)
  private wakesAt = Number.POSITIVE_INFINITY
  private hasArrived = false
  private isOpen = false
  private opensAt = 0

  constructor(cluster: ClusterContext, transport: DatagramTransport | undefined) {
    this.cluster = cluster
    this.transport = transport ?? new UdpTransport()
    this.cookies = new Cookies((bytes) => this.transport.entropy(bytes))
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

  /** Sends the first `length` words of a buffer. */
  send(buffer: WireBuffer, length: number, to: DatagramAddress): void {
    this.transport.send(buffer.bytes.subarray(0, length << 2), to)
  }

  /** Has `due` called at a time of `now`, or before. */
  wakeAt(time: number): void {
    if (time >= this.wakesAt) return
    this.wakesAt = time
    this.transport.wakeIn(Math.max(0, time - this.now()))
  }

  /** Transfers have come: their worlds are told once the datagram is read. */
  noteArrival(): void {
    this.hasArrived = true
  }

  due(): void {
    this.wakesAt = Number.POSITIVE_INFINITY
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
    const { length } = bytes
    if (length < HEADER_WORDS << 2 || length > DATAGRAM_BYTES || (length & 3) !== 0) {
      this.turnedAway++
      return
    }
    this.arriving.bytes.set(bytes)
    const { words } = this.arriving
    const kind = words[0]! & 0xff
    if (kind === HELLO_DATAGRAM) this.takeHello(words, length, from)
    else if (kind === ACKNOWLEDGEMENT_DATAGRAM || (kind === CLOSE_DATAGRAM && this.isFromDialer(words))) {
      this.takeAtOutlet(kind, words, length >>> 2, from)
    } else this.takeAtIntake(kind, words, length >>> 2, from)
    if (this.hasArrived) {
      this.hasArrived = false
      this.cluster.arrived()
    }
  }

  private closedByPeer(stream: DatagramIntake | DatagramOutlet, words: Int32Array): void {
    const { peer } = stream
    if (((words[0]! >>> 8) & FLAG_LAST) !== 0) peer.farewell('it has left')
    peer.drop(stream, 'ended by the peer')
  }

  private isFromDialer(words: Int32Array): boolean {
    return ((words[0]! >>> 8) & FLAG_FROM_DIALER) !== 0
  }

  private takeAtOutlet(kind: number, words: Int32Array, end: number, from: DatagramAddress): void {
    const outlet = this.outlets.get(words[3]!)
    if (outlet === undefined || outlet.dialerId !== words[2]) {
      if (kind === ACKNOWLEDGEMENT_DATAGRAM) this.disown(words, 0, from)
      else this.turnedAway++
      return
    }
    const { peer } = outlet
    peer.bytesReceived += end << 2
    if (kind === CLOSE_DATAGRAM) this.closedByPeer(outlet, words)
    else if (!outlet.read(words, end)) peer.breakOff(outlet, 'it sent what no peer may send')
    else outlet.pump()
  }

  private takeAtIntake(kind: number, words: Int32Array, end: number, from: DatagramAddress): void {
    const intake = this.intakes.get(words[2]!)
    const isKnown = intake !== undefined && (!intake.isOpen || intake.listenerId === words[3])
    if (!isKnown) {
      if (kind === TRANSFERS_DATAGRAM) this.disown(words, FLAG_FROM_DIALER, from)
      else this.turnedAway++
      return
    }
    const { peer } = intake
    peer.bytesReceived += end << 2
    if (kind === COOKIE_DATAGRAM) intake.takeCookie(words, end, from)
    else if (kind === REFUSAL_DATAGRAM) intake.takeRefusal(words, end)
    else if (kind === WELCOME_DATAGRAM) {
      if (!intake.takeWelcome(words, end)) peer.breakOff(intake, 'it sent what no peer may send')
    } else if (!intake.isOpen) this.turnedAway++
    else if (kind === CLOSE_DATAGRAM) this.closedByPeer(intake, words)
    else if (kind !== TRANSFERS_DATAGRAM) this.turnedAway++
    else if (!intake.take(words, end)) peer.breakOff(intake, 'it sent what no peer may send')
  }

  /** Tells whoever sends to a stream that is not there, as an earlier process of this node may have had it. */
  private disown(words: Int32Array, flags: number, to: DatagramAddress): void {
    this.turnedAway++
    writeHeader(this.answer.words, CLOSE_DATAGRAM, flags, 0, words[2]!, words[3]!)
    this.send(this.answer, HEADER_WORDS, to)
  }

  /** The cheapest checks come first, and nothing is kept before the last. */
  private takeHello(words: Int32Array, length: number, from: DatagramAddress): void {
    const identityAt = HEADER_WORDS + COOKIE_WORDS
    // As long as the longest answer and more: nobody can have this node send more than they send themselves.
    if (length !== DATAGRAM_BYTES || words[identityAt] !== HELLO_MAGIC) {
      this.turnedAway++
      return
    }
    const dialerId = words[2]!
    if (!this.cookies.isValid(words, HEADER_WORDS, from, dialerId, this.now())) {
      writeHeader(this.answer.words, COOKIE_DATAGRAM, 0, 0, dialerId, 0)
      this.cookies.write(this.answer.words, HEADER_WORDS, from, dialerId, this.now())
      this.send(this.answer, HEADER_WORDS + COOKIE_WORDS, from)
      return
    }
    const identity = readIdentity(words, identityAt)
    const refusal = this.judge(identity, dialerId, from)
    if (refusal === null) return
    this.cluster.refused(identity, refusal.code, refusal.text)
    writeHeader(this.answer.words, REFUSAL_DATAGRAM, refusal.code, 0, dialerId, 0)
    const { incarnation } = this.cluster
    const known = this.cluster.knownIncarnation(identity.from)
    writeIdentity(this.answer.words, HEADER_WORDS, identity.from, 0, 0, incarnation, known)
    this.send(this.answer, HEADER_WORDS + IDENTITY_WORDS, from)
  }

  /** Welcomes who may open a stream; else why it may not. */
  private judge(
    identity: Identity,
    dialerId: number,
    from: DatagramAddress,
  ): { readonly code: Refusal; readonly text: string } | null {
    const mismatch = findMismatch(identity)
    if (mismatch !== null) return mismatch
    const peer = this.peerOf(identity.from)
    if (peer === null || identity.to !== LOCAL_NODE || identity.channelCount !== peer.outbound.length) {
      return { code: Refusal.node, text: `node ${identity.node} dialed this one as node ${identity.to}` }
    }
    if (!isIncarnation(identity.incarnation)) {
      this.turnedAway++
      return null
    }
    if (this.cluster.isStopping) return { code: Refusal.stopped, text: 'this node is leaving' }
    const refusal = peer.admit(identity.incarnation)
    if (refusal !== null) return refusal
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
    this.send(this.answer, HEADER_WORDS + WELCOME_BODY_WORDS, outlet.address)
  }

  /** An id that nobody can guess and no other stream has. */
  private newId(taken: ReadonlyMap<number, unknown>): number {
    const id = new Int32Array(1)
    do this.transport.entropy(new Uint8Array(id.buffer))
    while (taken.has(id[0]!))
    return id[0]!
  }
}
