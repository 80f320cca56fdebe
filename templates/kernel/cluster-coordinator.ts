import type { ClusterContext } from './cluster-context.ts'
import type { ClusterEvent } from './cluster-event.ts'
import { type ClusterState, isClusterStep, type PeerState } from './cluster-states.ts'
import { Gate, type NodeTransport } from './datagram-gate.ts'
import type { PreSharedKeys } from './datagram-seal.ts'
import type { Peer } from './peer.ts'
import {
  HEARTBEAT_INTERVAL_MS,
  nodeNames,
  PEER_TIMEOUT_MS,
  QUORUM,
  RECONNECT_MAX_MS,
} from './sample-cluster.ts'
import type { Identity, Refusal } from './wire.ts'

/**
 * What `ClusterCoordinator` is made with.
 * @public
 */
export interface ClusterOptions {
  /** What carries bytes between nodes. */
  readonly transport?: NodeTransport
  //#if preSharedKey
  /** Have to be given: there are none by default. */
  readonly preSharedKeys?: PreSharedKeys
  //#end
  /** From 0 up to before 1: spreads reconnects. */
  readonly random?: () => number
  /**
   * Tells this start of the node from every other one: a whole number above 0 that is larger at each start. From
   * the date, unless given.
   */
  readonly incarnation?: number
  /**
   * Told of every change of state and of everything that was refused; within `join`, `tick`, or when bytes arrive. What
   * it throws is thrown behind that, as an uncaught exception.
   */
  readonly onEvent?: (event: ClusterEvent) => void
  /**
   * Called when transfers have come from a peer and are there to be popped: for programs with one thread that
   * answer at once, and not in their next tick. Worlds on other threads are woken by their queues. It throws likewise.
   */
  readonly onArrival?: () => void
}

/**
 * Counts of a peer since this node has joined.
 * @public
 */
export class PeerStats {
  state: PeerState = 'disconnected'
  /** Which start of the peer it is connected to; 0 when none is known. */
  incarnation: number = 0
  /** On all streams so far, without what TLS, TCP and UDP add. */
  bytesSent: number = 0
  bytesReceived: number = 0
  /** How often a stream was opened, in either direction: more than two, and a connection was lost. */
  streamsOpened: number = 0
  /** Streams closed because the peer sent what no peer may send. */
  violations: number = 0
  /** Transfers for the peer: not settled yet, written (`resent` of these once more), and acknowledged. */
  pending: number = 0
  transfersSent: number = 0
  transfersResent: number = 0
  transfersAcknowledged: number = 0
  /** Given back to their world because they were not written in time, and because their receiver has ended. */
  transfersReturned: number = 0
  transfersInDoubt: number = 0
  /** `fire_and_forget` transfers that were written and never acknowledged. */
  transfersLost: number = 0
  /** Transfers from the peer. */
  transfersReceived: number = 0
}

/**
 * Counts of the node.
 * @public
 */
export class ClusterStats {
  /** Streams that have not said yet who they are. */
  pendingStreams: number = 0
  /** Streams that were closed before they had said so: bytes that are no HELLO, too many at once, too slow. */
  streamsTurnedAway: number = 0
  /** Streams of nodes that were refused. */
  streamsRefused: number = 0
  //#if secured
  /** Streams, dialed and accepted, whose other end could not prove who it is. */
  streamsUntrusted: number = 0
  //#end
}

/**
 * This node in the cluster: it dials its peers, accepts theirs, carries transfers between the rings of this node
 * and theirs, and knows who is there. One thread makes one, calls `join`, and then `tick` at least twice in each
 * heartbeat interval; worlds on other threads use their `WorldCoordinator` on the same memory, and nothing else.
 * @public
 */
export class ClusterCoordinator {
  /** Which start of this node it is. */
  readonly incarnation: number
  private readonly core: ClusterCore

  /** Opens nothing before `join`. Throws a RangeError for an incarnation that cannot be. */
  constructor(options: ClusterOptions = {}) {
    // The last 12 bits are by chance: two processes of one node that start in the same millisecond differ, too.
    this.incarnation = options.incarnation ?? Date.now() * 4096 + Math.floor(Math.random() * 4096)
    if (!Number.isSafeInteger(this.incarnation) || this.incarnation <= 0) {
      throw new RangeError(`an incarnation is a whole number above 0, not ${this.incarnation}`)
    }
    this.core = new ClusterCore(options, this.incarnation)
  }

  /**
   * Starts to listen and to dial. `now`: milliseconds of a clock that only rises, the same for every `tick`. Throws a
   * RangeError where it is no number, and an Error at a second call.
   */
  join(now: number): void {
    this.core.join(now)
  }

  /** Looks at the time, then does what `flush` does. Throws a RangeError where `now` is no number, and does nothing. */
  tick(now: number): void {
    this.core.tick(now)
  }

  /**
   * Writes to the peers what is published in the rings towards them, and what they should know of theirs; over TCP
   * the latter alone waits for the next `tick`, or until a quarter of a ring has changed. Goes on by itself where a
   * peer did not take everything at once.
   */
  flush(): void {
    this.core.flush()
  }

  /**
   * Leaves: takes no more, writes what is queued by now, says goodbye. Go on with `tick`, and with taking transfers, until
   * the state is `stopped`: within `peerTimeoutMs`. What could not be delivered comes back to its world.
   */
  leave(): void {
    this.core.leave()
  }

  //#if preSharedKey
  /**
   * Takes other keys, for streams that are open as well. To change the key without a pause: first give a new one to
   * all nodes beside the old one, then make it the current one of each, then take the old one away. Throws a
   * RangeError for keys that cannot be.
   */
  setPreSharedKeys(preSharedKeys: PreSharedKeys): void {
    this.core.setPreSharedKeys(preSharedKeys)
  }

  //#end
  /** `active` while a majority is connected, otherwise `partitioned`; before, between and after, the steps of joining and leaving. */
  getState(): ClusterState {
    return this.core.state
  }

  /** Throws a RangeError for a node that is no peer of this one. */
  getPeerState(node: number): PeerState {
    return this.core.peer(node).state
  }

  /** How many peers are connected in both directions. */
  countConnectedPeers(): number {
    return this.core.countConnected()
  }

  /** Whether this node and its connected peers are a majority of it and its configured peers. */
  isHealthy(): boolean {
    return this.core.countConnected() + 1 >= QUORUM
  }

  /** Counts of streams that belong to no peer, in a new object at each call. */
  getClusterStats(): ClusterStats {
    return this.core.stats()
  }

  /** Throws a RangeError for a node that is no peer of this one. */
  getPeerStats(node: number): PeerStats {
    return statsOf(this.core.peer(node))
  }
}

function statsOf(peer: Peer): PeerStats {
  const stats = new PeerStats()
  const { state, incarnation, bytesSent, bytesReceived, streamsOpened, violations } = peer
  Object.assign(stats, { state, incarnation, bytesSent, bytesReceived, streamsOpened, violations })
  for (const channel of peer.outbound) {
    stats.pending += channel.pending
    stats.transfersSent += channel.written
    stats.transfersResent += channel.resent
    stats.transfersAcknowledged += channel.acknowledged
    stats.transfersReturned += channel.returned
    stats.transfersInDoubt += channel.returnedInDoubt
    stats.transfersLost += channel.lost
  }
  for (const channel of peer.inbound) stats.transfersReceived += channel.count
  return stats
}

/** One that is none would stop the clock for good. */
function checkTime(now: number): void {
  if (!Number.isFinite(now)) throw new RangeError(`the time is a number of milliseconds, not ${now}`)
}

/** Whoever calls it is in the midst of something that an exception of the program must not end. */
function apart<Args extends readonly unknown[]>(callback: (...args: Args) => void): (...args: Args) => void {
  return (...args) => {
    try {
      callback(...args)
    } catch (error) {
      queueMicrotask(() => {
        throw error
      })
    }
  }
}

//#if secured
/** So many are remembered: there may be as many as strangers like. */
const UNTRUSTED_MAX = 64

//#end
/** The state of a node that its peers and streams work on. */
class ClusterCore implements ClusterContext {
  readonly incarnation: number
  //#if preSharedKey
  readonly preSharedKeys: PreSharedKeys
  //#end
  readonly random: () => number
  readonly emit: (event: ClusterEvent) => void
  readonly arrived: () => void
  state: ClusterState = 'initializing'
  time = 0
  isStopping = false

  private readonly gate: Gate
  private readonly peers: readonly Peer[]
  private now = 0
  private leavesUntil = 0
  private refusals = 0
  //#if secured
  private untrusted = 0
  private nextUntrustedAt = 0
  /** What was told of whom, and when it was last so. */
  private readonly untrustedAt = new Map<string, number>()
  //#end

  constructor(options: ClusterOptions, incarnation: number) {
    //#if preSharedKey
    if (options.preSharedKeys === undefined) {
      throw new TypeError('the cluster is secured by a pre-shared key: give `preSharedKeys`')
    }
    this.preSharedKeys = options.preSharedKeys
    //#end
    this.incarnation = incarnation
    this.random = options.random ?? Math.random
    this.emit = apart(options.onEvent ?? (() => {}))
    this.arrived = apart(options.onArrival ?? (() => {}))
    this.gate = new Gate(this, options.transport)
    this.peers = this.gate.peers
  }

  join(now: number): void {
    checkTime(now)
    if (this.state !== 'initializing') throw new Error(`a node joins once; this one is ${this.state}`)
    this.now = now
    this.setState('joining')
    this.gate.open()
    for (const peer of this.peers) peer.start()
  }

  tick(now: number): void {
    checkTime(now)
    if (this.state === 'initializing') return
    if (this.state === 'stopped') {
      // What is queued now goes nowhere: it comes back at once.
      for (const peer of this.peers) peer.giveUp()
      return
    }
    // A pause of this process is no silence of others: it counts as one heartbeat interval at most.
    this.time += Math.min(Math.max(0, now - this.now), HEARTBEAT_INTERVAL_MS)
    this.now = now
    this.gate.tick()
    for (const peer of this.peers) peer.tick(this.state !== 'leaving')
    this.flushAll()
    if (this.state === 'leaving') this.goOnLeaving()
    else this.setState(this.countConnected() + 1 >= QUORUM ? 'active' : 'partitioned')
  }

  flush(): void {
    // Whatever is published from here on waits for the next flush: it must not leave before what is to be told.
    if (this.peers.some((peer) => peer.hasToWrite())) this.flushAll()
  }

  private flushAll(): void {
    if (this.peers.length === 1) {
      this.peers[0]!.flush(true)
      return
    }
    // First what others should know of their transfers, then ours: so a transfer that goes on from here to a
    // third node is known to have arrived here.
    for (const peer of this.peers) peer.tell()
    for (const peer of this.peers) peer.flush()
  }

  leave(): void {
    if (this.state === 'leaving' || this.state === 'stopped') return
    if (this.state === 'initializing') {
      this.setState('stopped')
      return
    }
    for (const peer of this.peers) peer.close()
    this.leavesUntil = this.time + PEER_TIMEOUT_MS // First: the program is told now, and may call `tick`.
    this.setState('leaving')
    this.flushAll()
  }

  countConnected(): number {
    let count = 0
    for (const peer of this.peers) if (peer.state === 'connected') count++
    return count
  }

  peer(node: number): Peer {
    const peer = this.gate.peerOf(node)
    if (peer === null) throw new RangeError(`node ${nodeNames[node] ?? node} is no peer of this node`)
    return peer
  }

  knownIncarnation(node: number): number {
    return this.gate.peerOf(node)?.incarnation ?? 0
  }

  //#if preSharedKey
  setPreSharedKeys({ keys, currentEpoch }: PreSharedKeys): void {
    this.gate.seal.setKeys(keys, currentEpoch)
    this.untrustedAt.clear()
  }

  //#end
  stats(): ClusterStats {
    const stats = new ClusterStats()
    stats.pendingStreams = this.gate.pendingCount
    stats.streamsTurnedAway = this.gate.turnedAway
    stats.streamsRefused = this.refusals
    //#if secured
    stats.streamsUntrusted = this.untrusted
    //#end
    return stats
  }

  refused(identity: Identity, code: Refusal, text: string): void {
    this.refusals++
    this.gate.peerOf(identity.from)?.refused(code, text)
  }

  //#if secured
  /**
   * Tells it once while it goes on: a node with a wrong key dials for ever. And not more than once in a heartbeat
   * interval, because anybody can have this said.
   */
  distrusted(text: string): void {
    this.untrusted++
    const { time, untrustedAt } = this
    const last = untrustedAt.get(text)
    const goesOn = last !== undefined && time - last <= RECONNECT_MAX_MS + PEER_TIMEOUT_MS
    if (!goesOn && time < this.nextUntrustedAt) return
    if (untrustedAt.size >= UNTRUSTED_MAX && last === undefined) untrustedAt.clear()
    untrustedAt.set(text, time)
    if (goesOn) return
    this.nextUntrustedAt = time + HEARTBEAT_INTERVAL_MS
    this.emit({ type: 'untrusted', text })
  }

  //#end
  private goOnLeaving(): void {
    if (this.isStopping) {
      const isOver = this.peers.every((peer) => peer.intake === null && peer.outlet === null)
      if (!isOver && this.time < this.leavesUntil) return
      this.gate.close()
      this.setState('stopped')
      return
    }
    const staying = this.peers.filter((peer) => !peer.leave())
    if (staying.length > 0 && this.time < this.leavesUntil) return
    this.isStopping = true
    this.leavesUntil = this.time + HEARTBEAT_INTERVAL_MS
    for (const peer of this.peers) peer.end()
    this.gate.shut()
  }

  private setState(state: ClusterState): void {
    const was = this.state
    if (state === was || !isClusterStep(was, state)) return
    this.state = state
    this.emit({ type: 'state', state, was })
  }
}
