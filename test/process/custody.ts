import { type JournalRecord, readJournal } from './journal.ts'
import type { NodeRun, RunReport } from './nodeRun.ts'
import { Happened } from './program/journal.mjs'
import { deliveryNumbers } from './schema.ts'

/** What became of all entities, by count; `errors` has everything that may not be. */
export interface Custody {
  readonly born: number
  /** With a live process, as its journal says. */
  held: number
  gold: number
  goldBorn: number
  /** With a killed process: in its worlds, in its rings towards others, in its rings from others. */
  diedInWorld: number
  diedLeaving: number
  diedArrived: number
  /** Last seen when they came back in doubt. */
  inDoubt: number
  /** Transfers given back in doubt, and how many of these had arrived. */
  doubtful: number
  doubtfulArrived: number
  returned: number
  /** `fire_and_forget` transfers that never arrived, and how many the senders count as lost. */
  vanished: number
  countedLost: number
  transfers: number
  readonly errors: string[]
}

interface Part {
  readonly run: NodeRun
  /** Null for a killed process. */
  readonly report: RunReport | null
}

/** One operation of an entity: sent once, then settled in one way or not at all. */
interface Hop {
  readonly sender: Part
  readonly source: number
  readonly target: number
  readonly delivery: number
  readonly serial: number
  readonly gold: number
  arrived: Part | null
  isKept: boolean
  isReturned: boolean
  isDoubted: boolean
}

/** Follows every entity from its birth through all journals to where it has to be now, and looks whether it is. */
export function followEntities(parts: readonly Part[]): Custody {
  const births = new Map<number, { readonly part: Part; readonly gold: number }>()
  const hops = new Map<number, Map<number, Hop>>()
  const errors: string[] = parts.flatMap(({ report }) => report?.worlds.flatMap(({ errors }) => errors) ?? [])
  const fail = (text: string): void => {
    if (errors.length < 40) errors.push(text)
  }
  const journals = parts.flatMap((part) =>
    part.run.setup.worlds.map(({ world, journal }) => ({
      part,
      source: world,
      records: readJournal(journal),
    })),
  )
  const eachRecord = (take: (record: JournalRecord, part: Part, source: number) => void): void => {
    for (const { part, source, records } of journals) for (const record of records) take(record, part, source)
  }
  eachRecord(({ kind, entity, gold }, part) => {
    if (kind === Happened.born) births.set(entity, { part, gold })
  })
  eachRecord(({ kind, entity, operation, world, serial, delivery, gold }, part, source) => {
    if (kind !== Happened.sent) return
    const ofEntity = hops.get(entity) ?? new Map<number, Hop>()
    hops.set(entity, ofEntity)
    if (ofEntity.has(operation)) fail(`${entity}: operation ${operation} was sent twice`)
    ofEntity.set(operation, {
      sender: part,
      source,
      target: world,
      delivery,
      serial,
      gold,
      arrived: null,
      isKept: false,
      isReturned: false,
      isDoubted: false,
    })
  })
  eachRecord(({ kind, entity, operation }, part) => {
    if (kind === Happened.sent || kind === Happened.born) return
    const hop = hops.get(entity)?.get(operation)
    const failHere = (text: string): void => fail(`${entity}, operation ${operation}: ${text}`)
    if (hop === undefined) failHere('never sent')
    else if (kind === Happened.arrived) {
      if (hop.arrived !== null) failHere('arrived twice')
      if (!hasWorld(part, hop.target)) failHere('arrived in another world')
      hop.arrived = part
    } else {
      if (part !== hop.sender) failHere('came back to another process')
      if (kind === Happened.kept) hop.isKept = true
      else if (kind === Happened.returned) hop.isReturned = true
      else hop.isDoubted = true
    }
  })
  return settle(parts, births, hops, errors, fail)
}

function settle(
  parts: readonly Part[],
  births: ReadonlyMap<number, { readonly part: Part; readonly gold: number }>,
  hops: ReadonlyMap<number, ReadonlyMap<number, Hop>>,
  errors: string[],
  fail: (text: string) => void,
): Custody {
  const custody: Custody = {
    born: births.size,
    held: 0,
    gold: 0,
    goldBorn: 0,
    diedInWorld: 0,
    diedLeaving: 0,
    diedArrived: 0,
    inDoubt: 0,
    doubtful: 0,
    doubtfulArrived: 0,
    returned: 0,
    vanished: 0,
    countedLost: 0,
    transfers: 0,
    errors,
  }
  const inventories = new Map(parts.map((part) => [part, inventoryOf(part)]))
  const isDead = parts.some(({ report }) => report === null)
  const firstSerials = isDead ? firstSerialsOf(hops) : new Map<string, number>()
  for (const [entity, birth] of births) {
    custody.goldBorn += birth.gold
    let last: Hop | null = null
    let lastOperation = 0
    for (const [operation, hop] of hops.get(entity) ?? []) {
      checkHop(entity, operation, hop, custody, fail)
      if (operation > lastOperation) {
        last = hop
        lastOperation = operation
      }
    }
    const holder = last === null ? birth.part : holderOf(last)
    if (holder === null) {
      if (last!.isDoubted) custody.inDoubt++
      else attribute(entity, last!, parts, firstSerials, custody, fail)
    } else if (holder.report === null) custody.diedInWorld++
    else {
      const found = inventories.get(holder)!.get(entity)
      if (found === undefined) fail(`${entity}: lost by run ${holder.run.setup.run}`)
      else {
        custody.held++
        custody.gold += found.gold
        if (found.gold !== birth.gold) fail(`${entity}: gold ${found.gold} of ${birth.gold}`)
        if (found.operation !== lastOperation) fail(`${entity}: operation ${found.operation}`)
        inventories.get(holder)!.delete(entity)
      }
    }
  }
  for (const [{ run }, rest] of inventories) {
    for (const entity of rest.keys()) fail(`${entity}: is also with run ${run.setup.run}`)
  }
  for (const { report } of parts) {
    for (const { transfersLost } of Object.values(report?.peers ?? {})) custody.countedLost += transfersLost
  }
  return custody
}

/** The first of each channel that arrived. */
function firstSerialsOf(hops: ReadonlyMap<number, ReadonlyMap<number, Hop>>): ReadonlyMap<string, number> {
  const first = new Map<string, number>()
  for (const ofEntity of hops.values()) {
    for (const hop of ofEntity.values()) {
      if (hop.arrived === null) continue
      const key = channelKey(hop, hop.arrived)
      first.set(key, Math.min(first.get(key) ?? hop.serial, hop.serial))
    }
  }
  return first
}

function runText({ run }: Part): string {
  return `run ${run.setup.run}${run.isRunning ? '' : ', which has left'}`
}

function checkHop(
  entity: number,
  operation: number,
  hop: Hop,
  custody: Custody,
  fail: (text: string) => void,
): void {
  if (!hop.isKept) custody.transfers++
  if (hop.isReturned) custody.returned++
  if (hop.isDoubted) custody.doubtful++
  if (hop.isDoubted && hop.arrived !== null) {
    custody.doubtfulArrived++
    if (hop.arrived.report !== null)
      fail(
        `${entity}, operation ${operation}: in doubt, but with a live process, ${runText(hop.arrived)}; sent by ${runText(hop.sender)}`,
      )
  }
  const ends =
    Number(hop.arrived !== null && !hop.isDoubted) +
    Number(hop.isKept) +
    Number(hop.isReturned) +
    Number(hop.isDoubted)
  if (ends > 1) fail(`${entity}, operation ${operation}: settled in two ways`)
}

/** An entity on its way that is nowhere: whose death explains it? */
function attribute(
  entity: number,
  hop: Hop,
  parts: readonly Part[],
  firstSerials: ReadonlyMap<string, number>,
  custody: Custody,
  fail: (text: string) => void,
): void {
  if (hop.sender.report === null) {
    custody.diedLeaving++
    return
  }
  const targets = parts.filter((part) => hasWorld(part, hop.target))
  // A channel that keeps the order: what was sent after something that a later process got was not with the dead one.
  const keepsOrder = !hop.sender.run.setup.isOverDatagrams || hop.delivery === deliveryNumbers.ordered
  const isRuledOut = (dead: Part): boolean =>
    keepsOrder &&
    targets.some(
      (part) =>
        part.report !== null &&
        part.run.setup.run > dead.run.setup.run &&
        hop.serial > (firstSerials.get(channelKey(hop, part)) ?? Infinity),
    )
  if (targets.some((part) => part.report === null && !isRuledOut(part))) custody.diedArrived++
  else if (hop.delivery === deliveryNumbers.fire_and_forget) custody.vanished++
  else fail(`${entity}: lost between run ${hop.sender.run.setup.run} and world ${hop.target}`)
}

function holderOf(hop: Hop): Part | null {
  if (hop.arrived !== null) return hop.arrived
  return hop.isKept || hop.isReturned ? hop.sender : null
}

function channelKey(hop: Hop, target: Part): string {
  // Each world counts its own: two worlds of one node have two channels to the same world.
  return `${hop.sender.run.setup.run} ${hop.source} ${target.run.setup.run} ${hop.target} ${hop.delivery}`
}

function hasWorld({ run }: Part, world: number): boolean {
  return run.setup.worlds.some((setup) => setup.world === world)
}

function inventoryOf({ report }: Part): Map<number, { readonly gold: number; readonly operation: number }> {
  const entities = report?.worlds.flatMap((world) => world.entities) ?? []
  return new Map(entities.map(([entity, gold, operation]) => [entity, { gold, operation }]))
}
