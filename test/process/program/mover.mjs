// One world of a process test: takes in who arrives, sends entities on at random, keeps a journal.
import { Happened, Journal } from './journal.mjs'

/** The number of the delivery that keeps the order over everything. */
const ORDERED = 2

/** At most so many are taken in before they are written down. */
const ARRIVALS_MAX = 256

export class Mover {
  entities = new Map()
  /** Those of whom nobody knows whether they had arrived. */
  doubtful = []
  errors = []
  arrivals = 0
  refusals = 0
  rate = 0
  isStalled = false
  /** Worlds to send to, and deliveries to choose from; all of them unless told. */
  targets
  deliveries

  #module
  #coordinator
  #journal
  #transfer
  #setup
  #random
  /** What was last sent and seen, by world at the other end and delivery. */
  #serials = new Map()
  #seen = new Map()

  constructor(module, setup) {
    this.#module = module
    this.#setup = setup
    this.#coordinator = new module.WorldCoordinator()
    this.#journal = new Journal(setup.journal)
    this.#random = randomFrom(setup.seed)
    this.targets = setup.targets
    this.deliveries = setup.deliveries
    this.#transfer = this.#coordinator.createTransfer(setup.world, setup.targets[0])
    for (let index = 0; index < setup.entityCount; index++) {
      const entity = setup.firstEntity + index
      const gold = goldOf(entity)
      this.entities.set(entity, { gold, operation: 0 })
      this.#journal.add(Happened.born, entity, 0, 0, 0, 0, gold, 0)
    }
    this.#journal.flush()
  }

  get coordinator() {
    return this.#coordinator
  }

  get world() {
    return this.#setup.world
  }

  step() {
    if (this.isStalled) return
    this.#takeIn()
    const leaving = this.#choose()
    // Whoever is on this list may be gone from now on.
    this.#journal.flush()
    for (const move of leaving) this.#send(move)
    this.#coordinator.endTick(this.#setup.world)
    this.#journal.flush()
  }

  report() {
    const entities = [...this.entities].map(([entity, { gold, operation }]) => [entity, gold, operation])
    const { world } = this.#setup
    const { arrivals, refusals, errors, doubtful } = this
    return { world, entities, arrivals, refusals, errors, doubtful }
  }

  #takeIn() {
    this.#coordinator.popTransferBatchFor(this.#setup.world, ARRIVALS_MAX, (transfer) => {
      if (transfer.isReturned) this.#takeBack(transfer)
      else this.#welcome(transfer)
    })
    this.#journal.flush()
  }

  #welcome(transfer) {
    const { entity, source } = transfer
    const gold = transfer.purseGold
    const operation = transfer.traceOperation
    const serial = transfer.traceSerial
    const run = transfer.traceRun
    const delivery = transfer.traceDelivery
    this.#check(transfer)
    const key = source * 4 + delivery
    const last = this.#seen.get(key)
    const isLate = this.#keepsOrder(delivery) && last?.run === run && serial <= last.serial
    if (last !== undefined && (run < last.run || isLate)) {
      this.#fail(`${entity}: run ${run} serial ${serial} after run ${last.run} serial ${last.serial}`)
    }
    this.#seen.set(key, { run, serial })
    if (this.entities.has(entity)) this.#fail(`${entity} is here twice`)
    this.entities.set(entity, { gold, operation })
    this.arrivals++
    this.#journal.add(Happened.arrived, entity, operation, source, serial, delivery, gold, run)
  }

  #takeBack(transfer) {
    const { entity, target } = transfer
    const gold = transfer.purseGold
    const operation = transfer.traceOperation
    this.#check(transfer)
    const kind = transfer.isInDoubt ? Happened.doubted : Happened.returned
    this.#journal.add(kind, entity, operation, target, transfer.traceSerial, transfer.traceDelivery, gold, 0)
    if (transfer.isInDoubt) this.doubtful.push([entity, gold, operation])
    else if (this.entities.has(entity)) this.#fail(`${entity} came back and is here`)
    else this.entities.set(entity, { gold, operation })
  }

  /** Everything that can be told from the entity's number has to be as it was packed. */
  #check(transfer) {
    const { entity } = transfer
    const hasName = entity % 3 === 0
    const text = hasName ? transfer.unpackName()?.text : ''
    const isWhole = transfer.hasPurse && transfer.hasTrace && transfer.hasName === hasName
    if (!isWhole || transfer.purseGold !== goldOf(entity) || text !== nameOf(entity)) {
      this.#fail(`${entity} is not as it was: gold ${transfer.purseGold}, name ${text}`)
    }
  }

  #choose() {
    const moves = []
    let left = this.rate
    for (const [entity, value] of this.entities) {
      if (left-- <= 0) break
      const target = this.targets[Math.floor(this.#random() * this.targets.length)]
      const delivery = this.deliveries[Math.floor(this.#random() * this.deliveries.length)]
      const serial = (this.#serials.get(target * 4 + delivery) ?? 0) + 1
      this.#serials.set(target * 4 + delivery, serial)
      value.operation++
      moves.push({ entity, value, target, delivery, serial })
      this.#journal.add(Happened.sent, entity, value.operation, target, serial, delivery, value.gold, 0)
    }
    return moves
  }

  #send({ entity, value, target, delivery, serial }) {
    const { world, run } = this.#setup
    const transfer = this.#transfer
    transfer.reset(entity)
    transfer.packPurse({ gold: value.gold })
    transfer.packTrace({ operation: value.operation, serial, run, delivery })
    if (entity % 3 === 0) transfer.packName({ text: nameOf(entity) })
    const isTaken = this.#coordinator.queueTransfer(world, target, transfer, delivery)
    this.entities.delete(entity)
    if (isTaken) return
    // Back to the end of the line: the map keeps the order of insertion.
    this.entities.set(entity, value)
    this.refusals++
    this.#journal.add(Happened.kept, entity, value.operation, target, serial, delivery, value.gold, 0)
  }

  /** Over connections every delivery does; over datagrams the one that promises it. */
  #keepsOrder(delivery) {
    return this.#module.UdpTransport === undefined || delivery === ORDERED
  }

  #fail(text) {
    if (this.errors.length < 20) this.errors.push(`run ${this.#setup.run}: ${text}`)
  }
}

function goldOf(entity) {
  return 1 + (entity % 100)
}

function nameOf(entity) {
  return entity % 3 === 0 ? `n${entity}`.padEnd(4 + (entity % 20), '.') : ''
}

/** Mulberry32. */
function randomFrom(start) {
  let state = start | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
}
