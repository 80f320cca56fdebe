import { createSocket, type Socket } from 'node:dgram'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { LossyProxy } from './lossyProxy.ts'
import { freePorts } from './ports.ts'
import { waitUntil } from './testCluster.ts'

let proxy: LossyProxy
let sockets: Socket[] = []
afterEach(async () => {
  await proxy.end()
  for (const socket of sockets) socket.close()
  sockets = []
})

interface Echo {
  /** What came to the far end, and what came back from it, with the time each took. */
  readonly arrived: number[]
  readonly back: { readonly number: number; readonly ms: number }[]
  send(number: number): void
}

async function echo(seed = 1): Promise<Echo> {
  const [port, target] = await freePorts(2)
  proxy = await LossyProxy.start(port!, target!, seed)
  const far = createSocket('udp4')
  const near = createSocket('udp4')
  sockets = [far, near]
  const arrived: number[] = []
  const back: { number: number; ms: number }[] = []
  const sentAt = new Map<number, number>()
  far.on('message', (bytes, from) => {
    arrived.push(bytes.readUInt32LE())
    far.send(bytes, from.port, from.address)
  })
  near.on('message', (bytes) => {
    const number = bytes.readUInt32LE()
    back.push({ number, ms: performance.now() - sentAt.get(number)! })
  })
  await new Promise<void>((resolve) => far.bind(target!, '127.0.0.1', resolve))
  const send = (number: number): void => {
    const bytes = Buffer.alloc(64)
    bytes.writeUInt32LE(number)
    sentAt.set(number, performance.now())
    near.send(bytes, port!, '127.0.0.1')
  }
  return { arrived, back, send }
}

it('passes everything on when nothing is set, and the answers back', async () => {
  const { back, send } = await echo()
  for (let number = 0; number < 50; number++) send(number)
  await waitUntil('all are back', 10_000, () => back.length === 50)
  expect(back.map(({ number }) => number)).toEqual(Array.from({ length: 50 }, (_, number) => number))
})

it('loses and doubles as likely as it is told, delays, and lets others overtake', async () => {
  const { arrived, send } = await echo(2)
  proxy.there.conditions = { loss: 0.25, duplication: 0.25, delayMs: 20, jitterMs: 30 }
  for (let number = 0; number < 400; number++) {
    send(number)
    if (number % 20 === 19) await sleep(5)
  }
  await waitUntil(
    'all are decided',
    10_000,
    () => proxy.there.passed + proxy.there.lost - proxy.there.doubled === 400,
  )
  await sleep(50)
  expect(arrived.length).toBe(400 - proxy.there.lost + proxy.there.doubled)
  expect(proxy.there.lost).toBeGreaterThan(60)
  expect(proxy.there.lost).toBeLessThan(140)
  expect(proxy.there.doubled).toBeGreaterThan(40)
  expect(arrived).not.toEqual([...arrived].sort((a, b) => a - b))
})

it('the same seed loses and doubles the same', async () => {
  const seen: number[][] = []
  for (let run = 0; run < 2; run++) {
    const { arrived, send } = await echo(3)
    proxy.there.conditions = { loss: 0.3, duplication: 0.3, delayMs: 0, jitterMs: 0 }
    for (let number = 0; number < 50; number++) send(number)
    await waitUntil(
      'all are decided',
      10_000,
      () => proxy.there.passed + proxy.there.lost - proxy.there.doubled === 50,
    )
    await sleep(50)
    seen.push(arrived)
    if (run === 0) await proxy.end().then(() => sockets.forEach((socket) => void socket.close()))
  }
  expect(seen[0]).toEqual(seen[1])
})

it('a delay of both ways is there and back', async () => {
  const { back, send } = await echo(4)
  proxy.set({ loss: 0, duplication: 0, delayMs: 50, jitterMs: 0 })
  send(1)
  await waitUntil('it is back', 10_000, () => back.length === 1)
  expect(back[0]!.ms).toBeGreaterThan(95)
})

it('a partition of one way lets nothing through, and ends', async () => {
  const { arrived, back, send } = await echo(5)
  proxy.back.isBlocked = true
  send(1)
  await waitUntil('it arrives', 10_000, () => arrived.length === 1)
  await sleep(50)
  expect(back).toEqual([])
  proxy.back.isBlocked = false
  send(2)
  await waitUntil('it is back', 10_000, () => back.length === 1)
})

it('keeps no more under way than a router does', async () => {
  await echo(6)
  const { there } = proxy
  there.conditions = { loss: 0, duplication: 0, delayMs: 1_000, jitterMs: 0 }
  for (let count = 0; count < 10_000; count++) there.carry(() => {})
  expect(there.dropped).toBe(10_000 - 8_192)
})
