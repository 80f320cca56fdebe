import type {
  DatagramAddress,
  DatagramHandler,
  DatagramLine,
  DatagramTransport,
} from '../../templates/kernel/datagram-transport.ts'
import type { Timer } from './clock.ts'
import { addressOf, type VirtualDatagramNetwork } from './datagramNetwork.ts'
import type { Host } from './host.ts'
import type { Random } from './random.ts'
import { hold } from './violation.ts'

/** Nobody may ask to be woken more often than this within a virtual millisecond. */
const WAKES_MAX = 1_000

/** One turn of an event loop at its quickest: without it, who asks for the next turn in each stops the clock. */
const TURN_MS = 0.01

interface Unread {
  readonly bytes: Uint8Array
  readonly from: DatagramAddress
  readonly arrivedAt: number
}

/** The socket of one process. What is not read in time is lost, as in a kernel's receive buffer. */
export class VirtualSocket implements DatagramTransport {
  readonly host: Host
  /** Whether it receives, and sends. */
  isBound = false
  readonly address: DatagramAddress
  private readonly network: VirtualDatagramNetwork
  private readonly random: Random
  readonly now: () => number
  private handler: DatagramHandler | null = null
  /** How often it was opened or closed: tells whether an outcome is still of interest. */
  private opened = 0
  private unread: Unread[] = []
  private isReading = false
  private timer: Timer | null = null
  /** Tells a wake-up that was asked for from one that has been taken back while the process slept. */
  private turn = 0
  private wakes = 0
  private wakesSince = 0
  /** What names meant when they were last looked up. */
  private readonly resolved = new Map<number, { readonly machine: number; readonly until: number }>()

  constructor(
    network: VirtualDatagramNetwork,
    host: Host,
    address: DatagramAddress,
    now: () => number,
    random: Random,
  ) {
    this.network = network
    this.host = host
    this.address = address
    this.now = now
    this.random = random
  }

  open(handler: DatagramHandler): void {
    hold(!this.isBound, () => `node ${this.host.node} opens a socket that is open`)
    const { network, host } = this
    this.handler = handler
    const opened = ++this.opened
    network.clock.after(this.random.fraction(), () => {
      if (opened !== this.opened || !host.isAlive) return
      this.isBound = network.socketAt(this.address) === null
      if (this.isBound) return
      network.counts.add('addresses found taken')
      host.wake(this, () => {
        if (opened === this.opened) handler.failed('address in use')
      })
    })
  }

  /** Where the name of a node leads, as far as is known here: streams ask when they dial, and when they are welcomed. */
  addressOf(node: number): DatagramAddress {
    this.network.dialCount++
    return addressOf(node, this.resolve(node))
  }

  send(bytes: Uint8Array, to: DatagramAddress): void {
    hold(this.host.isAlive, () => `node ${this.host.node} sends after its end`)
    // A socket that is not open yet, could not be, or is closed, drops what it is given.
    if (!this.isBound) this.network.counts.add('datagrams sent without an open socket')
    else this.network.send(this, bytes, to)
  }

  wakeIn(milliseconds: number): void {
    hold(milliseconds >= 0, () => `node ${this.host.node} wants to be woken in ${milliseconds} ms`)
    this.timer?.cancel()
    const { clock } = this.network
    if (Math.floor(clock.now) !== this.wakesSince) {
      this.wakesSince = Math.floor(clock.now)
      this.wakes = 0
    }
    this.wakes++
    hold(this.wakes <= WAKES_MAX, () => `node ${this.host.node} keeps itself awake`)
    const turn = ++this.turn
    const late = this.random.fraction() * this.network.options.readDelayMs
    this.timer = clock.after(milliseconds + (milliseconds === 0 ? 0 : late) + TURN_MS, () =>
      this.host.wake(this, () => {
        if (turn === this.turn) this.handler?.due()
      }),
    )
  }

  entropy(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at++) bytes[at] = this.random.word() & 255
  }

  close(): void {
    this.timer?.cancel()
    this.turn++
    this.opened++
    this.isBound = false
    this.handler = null
    this.unread = []
  }

  /** Where a name leads: it is looked up again now and then, and may be old. */
  resolve(node: number): number {
    const known = this.resolved.get(node)
    const { clock } = this.network
    if (known !== undefined && clock.now < known.until) return known.machine
    const machine = this.network.machineOf(node)
    this.resolved.set(node, { machine, until: clock.now + this.random.scaled(5, 200) })
    return machine
  }

  connect(to: DatagramAddress): DatagramLine {
    // Kept until they are flushed, as they may be.
    const held: Uint8Array[] = []
    const flush = (): void => {
      for (const bytes of held.splice(0)) this.send(bytes, to)
    }
    return { send: (bytes) => held.push(bytes.slice()), flush, close: flush }
  }

  /** The network has brought something; false where there is no room for it. */
  deliver(bytes: Uint8Array, from: DatagramAddress): boolean {
    const { isCalm, options, clock } = this.network
    // A calm network loses nothing, not even what all others send to one node in the same moment.
    if (!isCalm && this.unread.length >= options.bufferDatagrams) return false
    this.unread.push({ bytes, from, arrivedAt: clock.now })
    this.read()
    return true
  }

  private read(): void {
    if (this.isReading) return
    this.isReading = true
    const { clock, options } = this.network
    clock.after(this.random.fraction() * options.readDelayMs, () =>
      this.host.wake(this, () => {
        this.isReading = false
        this.readArrived()
      }),
    )
  }

  private readArrived(): void {
    const { network, host } = this
    const { clock, trace } = network
    while (this.unread.length > 0 && this.handler !== null && this.isBound && host.isAlive) {
      const { bytes, from, arrivedAt } = this.unread.shift()!
      trace.mix(clock.now)
      trace.mixBytes(bytes)
      trace.detail(clock.now, () => `host ${host.number} reads ${bytes.length} bytes from ${from.address}`)
      network.counts.add('datagrams read')
      if (clock.now - arrivedAt > 2 * network.options.readDelayMs) network.readLate(from, host)
      this.handler.received(bytes, from)
      // What is left is read in another turn: other things happen in between.
      if (this.unread.length > 0 && this.random.chance(0.1)) {
        this.read()
        return
      }
    }
  }
}
