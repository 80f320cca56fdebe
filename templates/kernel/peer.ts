import type { ClusterContext } from './cluster-context.ts'
import { isPeerStep, type PeerState } from './cluster-states.ts'
import type { InboundChannel } from './inbound-channel.ts'
import type { OutboundChannel } from './outbound-channel.ts'
import type { PeerMap } from './peer-map.ts'
import {
  HEARTBEAT_INTERVAL_MS,
  LOCAL_NODE,
  type Node,
  nodeNames,
  PEER_TIMEOUT_MS,
  RECONNECT_MAX_MS,
  RECONNECT_MIN_MS,
} from './sample-cluster.ts'
import {
  findMismatch,
  GOODBYE,
  HEARTBEAT,
  type Identity,
  Refusal,
  type RefusalCause,
  refusalText,
} from './wire.ts'

/** One direction between this node and a peer, whatever carries it. */
export interface PeerStream {
  /** It can take nothing more for now. */
  readonly isBusy: boolean
  readonly lastHeard: number
  readonly lastWritten: number
  /** A message without content. */
  say(kind: number): void
  /** Ends it once what was written has gone out. */
  end(): void
  destroy(): void
}

/** The one that this node dials, and on which the peer's transfers arrive. */
export interface IntakeStream extends PeerStream {
  /** The peer has welcomed it. */
  readonly isOpen: boolean
  /** Somebody has answered. */
  readonly wasOpened: boolean
  /** The peer has said that nothing more comes. */
  readonly isFinished: boolean
  /** This node has said that it takes no more. */
  hasSaidGoodbye: boolean
}

/** The one that the peer dials, and on which the transfers of this node leave. */
export interface OutletStream extends PeerStream {
  /** The peer takes no more. */
  isStopped: boolean
  /** Nothing more comes from this node. */
  isFinished: boolean
}

/**
 * Another node. Two streams lead to it: the intake, which this node dials and reads its transfers from, and the
 * outlet, which it dials and this node writes to. Whoever receives is the one that dials, and says at once where
 * to go on: so no two dials compete, and a stream that breaks stops one direction alone.
 */
export abstract class Peer<
  I extends IntakeStream = IntakeStream,
  O extends OutletStream = OutletStream,
  Out extends OutboundChannel = OutboundChannel,
  In extends InboundChannel = InboundChannel,
> {
  readonly node: Node
  readonly cluster: ClusterContext
  readonly outbound: readonly Out[]
  readonly inbound: readonly In[]
  intake: I | null = null
  outlet: O | null = null
  state: PeerState = 'disconnected'
  /** Which start of the peer this is; 0 until it is known. */
  incarnation = 0
  /** Which start of the peer has sent what `inbound` has counted: the one that welcomed us last. */
  heard = 0
  /** How many streams this node has opened to it, and the number of its last one to this node. */
  dials = 0
  lastDial = 0
  bytesSent = 0
  bytesReceived = 0
  /** How often a stream was opened, and how often one was closed because the peer broke the protocol. */
  streamsOpened = 0
  violations = 0
  private attempt = 0
  private dialAt = 0
  private aliveAt = 0
  private wasConnected = false
  /** Why it could not be reached when it was last dialed; empty since it could. */
  private failure = ''
  private hasLeft = false
  /** What was told of last: how this node has refused the peer, and how the peer has refused it. */
  private ourRefusal = ''
  private theirRefusal = ''
  /** The peer has said what differs, which is more than this node can say by itself. */
  private knowsDifference = false
  private nextRefusalAt = 0

  constructor(map: PeerMap<Out, In>, cluster: ClusterContext) {
    this.node = map.node
    this.cluster = cluster
    this.outbound = map.outbound.map((map, number) => new map.channel(number, map))
    this.inbound = map.inbound.map((map) => new map.channel(map))
  }

  /** Writes our transfers and, if `withNews`, what the peer should know of its own. */
  abstract flush(withNews?: boolean): void

  /** Whether a flush between ticks has to write anything, be it only what the peer should know. */
  abstract hasToWrite(): boolean

  /** Writes only what the peer should know. */
  abstract tell(): void

  /** Opens the stream from the peer. */
  protected abstract dial(): I

  get name(): string {
    return nodeNames[this.node]!
  }

  /** Whether every transfer that is to be written to it has arrived or was given back. */
  get isSettled(): boolean {
    return this.outbound.every((channel) => channel.isSettled)
  }

  /** Whether the peer may soon have to wait because it has not been told of free slots. */
  hasUrgentNews(): boolean {
    for (const channel of this.inbound) if (channel.isNews(true)) return true
    return false
  }

  /** Begins to dial it. */
  start(): void {
    this.aliveAt = this.cluster.time
    this.setState('connecting', 'this node joins')
  }

  /** Looks at the time: silence, the next dial, heartbeats, transfers that have waited for too long. */
  tick(isDialing: boolean): void {
    const { time } = this.cluster
    for (const stream of [this.intake, this.outlet]) {
      if (stream === null) continue
      if (stream !== this.intake || this.intake.isOpen)
        this.aliveAt = Math.max(this.aliveAt, stream.lastHeard)
      const silence = time - stream.lastHeard
      if (silence > PEER_TIMEOUT_MS) this.drop(stream, `it was silent for ${Math.round(silence)} ms`)
      else if (time - stream.lastWritten >= HEARTBEAT_INTERVAL_MS && !stream.isBusy) this.beat(stream)
    }
    if (this.outlet?.isStopped && this.mayFinish(this.outlet)) this.finish(this.outlet)
    if (isDialing && this.intake === null && time >= this.dialAt) this.intake = this.dial()
    if (this.state === 'connecting' && time - this.aliveAt > PEER_TIMEOUT_MS) {
      const reason = `no sign of life for ${Math.round(time - this.aliveAt)} ms`
      this.setState('failed', this.failure === '' ? reason : `${reason}: ${this.failure}`)
    }
    for (const channel of this.outbound) channel.expire(time)
  }

  /**
   * Whether a start of the peer may talk to this node; null if so. An earlier one than is known may never again:
   * its transfers were given up. A later one takes its place, once no stream to it is left.
   */
  admit(incarnation: number): RefusalCause | null {
    if (incarnation === this.incarnation) return null
    if (incarnation < this.incarnation) {
      const text = `node ${this.name} (incarnation ${incarnation}) was replaced by incarnation ${this.incarnation}`
      return { code: Refusal.superseded, text }
    }
    if (this.intake?.isOpen || this.outlet !== null) {
      const text = `node ${this.name} (incarnation ${incarnation}) claims a number that incarnation ${this.incarnation} has, which is alive`
      return { code: Refusal.taken, text }
    }
    this.incarnation = incarnation
    this.lastDial = 0
    for (const channel of this.outbound) channel.restart()
    return null
  }

  /** A stream of the peer is open. */
  opened(): void {
    this.streamsOpened++
    this.aliveAt = this.cluster.time
    this.hasLeft = false
    if (this.intake?.isOpen) {
      this.attempt = 0
      this.failure = ''
      this.ourRefusal = this.theirRefusal = ''
      this.knowsDifference = false
    }
    this.update('both streams are open')
  }

  /** The peer leaves: it says so on both streams. */
  farewell(reason: string): void {
    if (this.cluster.isStopping) return
    this.hasLeft = true
    this.update(reason)
  }

  /** A stream is over. */
  lost(stream: PeerStream, reason: string): void {
    const { intake } = this
    if (stream === this.outlet) this.outlet = null
    else if (intake !== null && stream === intake) {
      this.intake = null
      this.failure = reason
      this.redial()
      // Nobody listens where the peer was: its process is gone.
      if (!intake.wasOpened && this.wasConnected && this.outlet === null) {
        this.update(reason)
        if (this.state === 'connecting') this.setState('failed', reason)
        return
      }
    } else return
    this.retell()
    this.update(reason)
  }

  /** What was last written to a stream that is over may not have arrived: the other one says it again. */
  retell(): void {
    for (const channel of this.inbound) channel.retell()
  }

  /** Ends a stream at once. */
  drop(stream: PeerStream, reason: string): void {
    stream.destroy()
    this.lost(stream, reason)
  }

  /** Ends the stream of a peer that broke the protocol. */
  breakOff(stream: PeerStream, text: string): void {
    this.violations++
    this.cluster.emit({ type: 'broken', node: this.node, text: `node ${this.name}: ${text}` })
    this.drop(stream, text)
  }

  /** The peer has refused our stream. */
  wasRefused(code: number, identity: Identity): void {
    const text = refusalText(code, identity)
    this.knowsDifference ||= identity.difference.place > 0
    if (this.tellRefusal(code, text)) this.theirRefusal = text
    if (this.intake !== null) this.drop(this.intake, text)
  }

  /** This node has refused a stream of the peer. */
  refused(code: number, text: string): void {
    if (code === Refusal.schema && this.knowsDifference) return
    if (this.tellRefusal(code, text)) this.ourRefusal = text
  }

  /**
   * Tells of a refusal, unless it is the same as the last one: both sides try again and again. And of no more than
   * one in a heartbeat interval: whoever can reach the port can be refused as often as they like.
   */
  private tellRefusal(code: number, text: string): boolean {
    const isTold = text === this.ourRefusal || text === this.theirRefusal
    if (isTold || this.cluster.time < this.nextRefusalAt) return false
    this.nextRefusalAt = this.cluster.time + HEARTBEAT_INTERVAL_MS
    const reason = (Object.keys(Refusal) as (keyof typeof Refusal)[])[code - 1] ?? 'node'
    this.cluster.emit({ type: 'refused', node: this.node, reason, text })
    return true
  }

  /** This node begins to leave: what its worlds queue from now on comes back. */
  close(): void {
    for (const channel of this.outbound) channel.close()
  }

  /** A step of leaving: tells the peer to send no more, and that nothing more comes. True when all is said. */
  leave(): boolean {
    const { intake, outlet } = this
    if (intake?.isOpen && !intake.hasSaidGoodbye && !intake.isBusy) {
      intake.hasSaidGoodbye = true
      intake.say(GOODBYE)
    }
    if (outlet !== null && (this.isSettled || outlet.isStopped) && this.mayFinish(outlet)) this.finish(outlet)
    // The peer has not heard of a stream that is not open yet. To one that is it may be about to write.
    if (intake !== null && !intake.wasOpened) this.forgetIntake()
    const hasAll = this.intake === null || this.intake.isFinished
    // The peer opens a stream that was lost again, and says then what it has; one that has left has said it on the other.
    if (outlet === null)
      return hasAll && (this.isSettled || (this.state !== 'connecting' && this.intake === null))
    return hasAll && outlet.isFinished && !outlet.isBusy && this.isSettled
  }

  /** Ends both streams, and gives back what has not arrived. */
  end(): void {
    this.hasLeft = true
    // Nothing may come any more: what did would be taken and not acknowledged.
    if (this.intake?.isOpen) this.intake.end()
    else this.forgetIntake()
    if (this.outlet !== null) {
      // What is put into a stream that has ended would count as written.
      this.outlet.isStopped = true
      this.outlet.end()
    }
    this.giveUp()
    this.update('this node has left')
  }

  private forgetIntake(): void {
    this.intake?.destroy()
    this.intake = null
  }

  /** Gives back every transfer that has not arrived. */
  giveUp(): void {
    for (const channel of this.outbound) channel.giveUp(this.cluster.time)
  }

  /** Whether the peer can be told that nothing more comes. */
  protected mayFinish(outlet: O): boolean {
    return !outlet.isFinished && !outlet.isBusy
  }

  private finish(outlet: O): void {
    outlet.isFinished = outlet.isStopped = true
    outlet.say(GOODBYE)
  }

  private beat(stream: PeerStream): void {
    if (stream === this.outlet || this.intake?.isOpen) stream.say(HEARTBEAT)
  }

  private redial(): void {
    const delay = Math.min(RECONNECT_MAX_MS, RECONNECT_MIN_MS * 2 ** Math.min(this.attempt++, 30))
    // Half of it by chance, so that nodes that lost each other at once do not dial at once for ever.
    this.dialAt = this.cluster.time + delay * (0.5 + 0.5 * this.cluster.random())
  }

  private update(reason: string): void {
    if (this.hasLeft) this.setState('disconnected', reason)
    else if (this.intake?.isOpen && this.outlet !== null) {
      this.wasConnected = true
      this.setState('connected', reason)
    } else if (this.state !== 'failed') this.setState('connecting', reason)
  }

  private setState(state: PeerState, reason: string): void {
    const was = this.state
    if (state === was || !isPeerStep(was, state)) return
    this.state = state
    this.cluster.emit({ type: 'peer', node: this.node, state, was, reason })
  }
}

/** Why a node that dials this one is not its peer; null if it is. */
export function findStranger(other: Identity, peer: Peer | null): RefusalCause | null {
  const mismatch = findMismatch(other)
  if (mismatch !== null) return mismatch
  const name = `node ${other.node}`
  if (other.to !== LOCAL_NODE) {
    const text = `${name} was to find node ${other.to} here, and this is node ${LOCAL_NODE}`
    return { code: Refusal.node, text }
  }
  if (peer === null) {
    return { code: Refusal.node, text: `${name} says that it is node ${other.from}, which is no peer here` }
  }
  if (other.channelCount === peer.outbound.length) return null
  const text = `${name} counts ${other.channelCount} channels from here to there, this node ${peer.outbound.length}`
  return { code: Refusal.node, text }
}

/** Why a peer may not open a stream now; null if it may. Then its incarnation is the one that is known. */
export function findObstacle(other: Identity, peer: Peer): RefusalCause | null {
  if (peer.cluster.isStopping) return { code: Refusal.stopped, text: 'this node is leaving' }
  return peer.admit(other.incarnation)
}
