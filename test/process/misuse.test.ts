import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { importModule, writeModule } from '../support/generated.ts'
import { freePorts } from './ports.ts'
import { clusterSchema } from './schema.ts'

// biome-ignore lint/suspicious/noExplicitAny: the module's types are made while the test runs
type Module = any

function pathsWith(cluster: object) {
  const schema = clusterSchema({ nodes: 2, delivery: ['ordered'], capacity: 16, cluster: { ...cluster } })
  return { alpha: writeModule(schema, 'alpha'), beta: writeModule(schema, 'beta') }
}

/** Nothing is late, however busy the machine is; and where a peer is to be missed, it soon is. */
const patient = pathsWith({ timeoutMs: 20_000, peerTimeoutMs: 10_000 })
const impatient = pathsWith({})
let ports: Record<string, { port: number }>
let uncaught: unknown[] = []
const stops: (() => void)[] = []
const note = (error: unknown): number => uncaught.push(error)

beforeEach(async () => {
  const [alpha, beta] = await freePorts(2)
  ports = { alpha: { port: alpha! }, beta: { port: beta! } }
  uncaught = []
})
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

async function start(node: 'alpha' | 'beta', options: object = {}, addresses: object | null = null) {
  const module: Module = await importModule((addresses === null ? patient : impatient)[node])
  const events: Module[] = []
  const transport = new module.TcpTransport({ addresses: { ...ports, ...addresses } })
  const cluster = new module.ClusterCoordinator({
    transport,
    onEvent: (event: Module) => events.push(event),
    ...options,
  })
  const worlds = new module.WorldCoordinator()
  const timer = setInterval(() => {
    try {
      cluster.tick(performance.now())
    } catch (error) {
      note(error)
    }
  }, 10)
  const run = { module, transport, cluster, worlds, events, end }
  function end(): void {
    clearInterval(timer)
    cluster.leave()
    for (let step = 0; step < 200 && cluster.getState() !== 'stopped'; step++)
      cluster.tick(performance.now() + 200 * step)
  }
  stops.push(end)
  return run
}

async function until(is: () => boolean, ms = 15_000): Promise<boolean> {
  const end = performance.now() + ms
  while (!is() && performance.now() < end) await sleep(10)
  return is()
}

const areConnected = (...runs: Module[]): boolean =>
  runs.every(({ cluster }) => cluster.countConnectedPeers() === 1)

describe('a clock', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, undefined])('that says %s once', async (now) => {
    const alpha = await start('alpha')
    const beta = await start('beta')
    expect(() => alpha.cluster.join(now)).toThrow(RangeError)
    alpha.cluster.join(performance.now())
    beta.cluster.join(performance.now())
    expect(() => alpha.cluster.tick(now)).toThrow(RangeError)
    expect(await until(() => areConnected(alpha, beta))).toBe(true)
  })
})

describe('a peer whose address is wrong', () => {
  it.each(['no-such-host.invalid', 'a b', 'a\0b', 'http://beta', '300.1.1.1', 'x'.repeat(300), ''])(
    'as %j',
    async (host) => {
      const alpha = await start('alpha', {}, { beta: { host, port: ports.beta!.port } })
      alpha.cluster.join(performance.now())
      await until(() => alpha.cluster.getPeerState(1) === 'failed')
      expect(uncaught).toEqual([])
      const { reason } = alpha.events.findLast(({ type }: Module) => type === 'peer')
      expect(reason).toMatch(/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EINVAL|ERR_|invalid/i)
    },
  )

  it('as that of a web server', async () => {
    const server = createServer((_, answer) => answer.end('hello')).listen(ports.beta!.port, '127.0.0.1')
    stops.push(() => server.close())
    const alpha = await start('alpha', {}, {})
    alpha.cluster.join(performance.now())
    await until(() => alpha.cluster.getPeerState(1) === 'failed')
    expect(alpha.events.findLast(({ type }: Module) => type === 'peer').reason).toMatch(/no peer may send/)
    expect(alpha.cluster.getPeerStats(1).violations).toBeGreaterThan(0)
  })
})

describe('where to listen', () => {
  it('as a port that somebody has, for a while', async () => {
    const server = createServer().listen(ports.alpha!.port, '127.0.0.1')
    await sleep(50)
    const alpha = await start('alpha')
    const beta = await start('beta')
    alpha.cluster.join(performance.now())
    beta.cluster.join(performance.now())
    await until(() => alpha.events.some(({ type }: Module) => type === 'listening failed'))
    server.close()
    expect(await until(() => areConnected(alpha, beta))).toBe(true)
  })
})

it('a node that is ticked while it says that it leaves waits for its peers all the same', async () => {
  const alpha = await start('alpha')
  let beta: Module = null
  beta = await start('beta', {
    onEvent: ({ state }: Module) => state === 'leaving' && beta.cluster.tick(performance.now()),
  })
  for (const { cluster } of [alpha, beta]) cluster.join(performance.now())
  await until(() => [alpha, beta].every(({ cluster }) => cluster.countConnectedPeers() === 1))
  beta.cluster.leave()
  // Alpha cannot have answered meanwhile.
  expect(beta.cluster.getPeerStats(0).state).toBe('connected')
})

it('a node that starts twenty times, with calls within its callbacks', async () => {
  const seen = new Map<number, number>()
  const back = new Map<number, string>()
  let sent = 0
  let calls = 0
  // biome-ignore lint/suspicious/noExplicitAny: see Module
  const within = (run: () => any) => ({
    onEvent: () => {
      if (run() === null) return
      const { cluster, worlds } = run()
      const call = calls++ % 4
      if (call === 0) cluster.flush()
      if (call === 1) cluster.tick(performance.now())
      if (call === 2) worlds.flush()
      if (call === 3) run().take()
    },
    onArrival: () => run() === null || run().take(),
  })
  let alpha: Module = null
  alpha = await start(
    'alpha',
    within(() => alpha),
  )
  alpha.take = () => {
    for (let one = alpha.worlds.popTransferFor(0); one !== null; one = alpha.worlds.popTransferFor(0)) {
      if (!one.isReturned) continue
      if (back.has(one.entity)) throw new Error(`${one.entity} is back twice`)
      back.set(one.entity, one.isInDoubt ? 'in doubt' : 'returned')
    }
    alpha.cluster.flush()
  }
  alpha.cluster.join(performance.now())
  for (let round = 0; round < 20; round++) {
    let beta: Module = null
    const take = (): void => {
      for (let one = beta.worlds.popTransferFor(1); one !== null; one = beta.worlds.popTransferFor(1))
        seen.set(one.entity, (seen.get(one.entity) ?? 0) + 1)
      beta.cluster.flush()
    }
    beta = await start(
      'beta',
      within(() => beta),
    )
    beta.take = take
    beta.cluster.join(performance.now())
    const end = performance.now() + 20 + 17 * round
    while (performance.now() < end) {
      while (alpha.worlds.queueTransfer(0, 1, alpha.worlds.createTransfer(0, 1, sent + 1))) sent++
      alpha.take()
      if (round % 3 !== 0) take()
      await sleep(3)
    }
    beta.cluster.leave()
    await until(() => {
      alpha.take()
      take()
      return beta.cluster.getState() === 'stopped'
    })
    expect(beta.cluster.getState()).toBe('stopped')
    take()
    if (round % 2 === 0) await sleep(30)
  }
  await until(() => {
    alpha.take()
    return alpha.cluster.getPeerStats(1).pending === 0
  })
  const twice = [...seen.values()].filter((count) => count > 1).length
  const both = [...back].filter(([entity, how]) => seen.has(entity) && how === 'returned').length
  let lost = 0
  for (let entity = 1; entity <= sent; entity++) if (!seen.has(entity) && !back.has(entity)) lost++
  const doubts = [...back.values()].filter((how) => how === 'in doubt').length
  expect({ twice, both, lost, doubts, uncaught }).toEqual({
    twice: 0,
    both: 0,
    lost: 0,
    doubts: 0,
    uncaught: [],
  })
  expect(seen.size).toBeGreaterThan(0)
}, 60_000)

it('a node whose worlds go on sending while it leaves', async () => {
  const alpha = await start('alpha')
  const beta = await start('beta')
  for (const { cluster } of [alpha, beta]) cluster.join(performance.now())
  await until(() => areConnected(alpha, beta))
  let sent = 0
  const seen = new Set<number>()
  const back = new Map<number, boolean>()
  const takeBack = (): void => {
    for (let one = alpha.worlds.popTransferFor(0); one !== null; one = alpha.worlds.popTransferFor(0))
      back.set(one.entity, one.isInDoubt)
  }
  const go = (): void => {
    while (alpha.worlds.queueTransfer(0, 1, alpha.worlds.createTransfer(0, 1, sent + 1))) sent++
    alpha.cluster.flush()
    for (let one = beta.worlds.popTransferFor(1); one !== null; one = beta.worlds.popTransferFor(1))
      seen.add(one.entity)
    takeBack()
  }
  await until(() => {
    go()
    return seen.size > 100
  })
  alpha.cluster.leave()
  const isOver = () => alpha.cluster.getState() === 'stopped'
  // Its peer answers: nothing has to wait for a timeout.
  await until(() => {
    go()
    return isOver()
  }, 5_000)
  expect(isOver()).toBe(true)
  await until(() => {
    alpha.cluster.tick(performance.now())
    takeBack()
    return alpha.cluster.getPeerStats(1).pending === 0
  })
  const doubts = [...back.values()].filter((isInDoubt) => isInDoubt).length
  const twice = [...back.keys()].filter((entity) => seen.has(entity)).length
  expect({ doubts, twice, ends: seen.size + back.size }).toEqual({ doubts: 0, twice: 0, ends: sent })
})

it('a node that leaves just as its connections break', async () => {
  const alpha = await start('alpha')
  const beta = await start('beta')
  const streams: Set<{ socket: { destroy(): void } }> = new Set()
  alpha.cluster.join(performance.now())
  beta.cluster.join(performance.now())
  await until(() => areConnected(alpha, beta))
  let sent = 0
  await until(() => {
    while (alpha.worlds.queueTransfer(0, 1, alpha.worlds.createTransfer(0, 1, sent))) sent++
    return sent === 32
  })
  for (const stream of alpha.transport.streams) streams.add(stream)
  for (const { socket } of streams) socket.destroy()
  await until(() => alpha.cluster.getPeerState(1) === 'connecting')
  alpha.cluster.leave()
  const seen: number[] = []
  let returned = 0
  await until(() => {
    for (let one = beta.worlds.popTransferFor(1); one !== null; one = beta.worlds.popTransferFor(1))
      seen.push(one.entity)
    while (alpha.worlds.popTransferFor(0) !== null) returned++
    return alpha.cluster.getState() === 'stopped'
  })
  expect({ seen: seen.length, returned }).toEqual({ seen: sent, returned: 0 })
})

describe('callbacks that throw', () => {
  let listeners: NodeJS.UncaughtExceptionListener[]
  beforeEach(() => {
    listeners = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException').on('uncaughtException', note)
  })
  afterEach(() => {
    process.removeAllListeners('uncaughtException')
    for (const listener of listeners) process.on('uncaughtException', listener)
  })

  it('do not end what the node is in the midst of', async () => {
    let isFailing = true
    const fail = (): void => {
      if (isFailing) throw new Error('of the program')
    }
    const runs = [
      await start('alpha', { onEvent: fail, onArrival: fail }),
      await start('beta', { onEvent: fail, onArrival: fail }),
    ] as const
    for (const { cluster } of runs) cluster.join(performance.now())
    expect(await until(() => areConnected(...runs))).toBe(true)
    const [alpha, beta] = runs
    const seen: number[] = []
    let sent = 0
    const exchange = (): boolean => {
      const transfer = alpha.worlds.createTransfer(0, 1, sent)
      if (sent < 300 && alpha.worlds.queueTransfer(0, 1, transfer)) sent++
      for (let one = beta.worlds.popTransferFor(1); one !== null; one = beta.worlds.popTransferFor(1))
        seen.push(one.entity)
      return seen.length >= 300
    }
    expect(await until(exchange)).toBe(true)
    expect(seen).toEqual(Array.from({ length: 300 }, (_, index) => index))
    expect(
      runs.map(({ cluster }) => cluster.getPeerStats(cluster === alpha.cluster ? 1 : 0).violations),
    ).toEqual([0, 0])
    isFailing = false
    expect(uncaught.length).toBeGreaterThan(0)
    expect(new Set(uncaught.map(String))).toEqual(new Set(['Error: of the program']))
  })
})
