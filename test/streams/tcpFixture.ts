import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, connect as secure, type TLSSocket } from 'node:tls'
import { afterEach, beforeEach, expect, vi } from 'vitest'
import { Node } from '../../templates/kernel/sample-tcp.ts'
import type { Transport } from '../../templates/kernel/transport.ts'
import { freePort, Recorder, secured, settle, transportOn, until } from './tcpHelpers.ts'

/** What every test of the transport starts with: a free port, a transport on it, and recorders that allow no forbidden call. */
export let port = 0
export let transport: Transport
const recorders: Recorder[] = []
export const sockets: Socket[] = []
export const servers: Server[] = []
export const failures: string[] = []
/** What was told of those who could not prove who they are. */
export const distrusted: string[] = []

beforeEach(async () => {
  port = await freePort()
  transport = transportOn(port)
})

afterEach(() => {
  vi.useRealTimers()
  transport.close()
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const server of servers.splice(0)) server.close()
  failures.length = 0
  distrusted.length = 0
  // No test may end with a call that the contract forbids.
  expect(recorders.splice(0).flatMap(({ faults }) => faults)).toEqual([])
})

export function recorder(spaceBytes?: number): Recorder {
  const one = new Recorder(spaceBytes)
  recorders.push(one)
  return one
}

export const failed = (reason: string): void => {
  failures.push(reason)
}

export const untrusted = (text: string): void => {
  distrusted.push(text)
}

/** Both ends of one stream of ours. */
export async function pair(spaceBytes?: number): Promise<{ dialed: Recorder; accepted: Recorder }> {
  const accepted = recorder(spaceBytes)
  transport.listen(accepted.accept, failed, untrusted)
  const dialed = recorder(spaceBytes).dial(transport, Node.beta)
  await until(() => dialed.count('opened') === 1 && accepted.stream !== null, 'a pair')
  return { dialed, accepted }
}

/** One of our streams, and the bare socket at its other end, which reads nothing until told; over TLS the one below, too. */
export async function against(
  end: 'dialed' | 'accepted',
  allowHalfOpen = false,
): Promise<{ ours: Recorder; peer: Socket; raw: Socket }> {
  const ours = recorder()
  const found: { peer: Socket | null; raw: Socket | null } = { peer: null, raw: null }
  if (end === 'dialed') {
    const server = bareServer(allowHalfOpen, (peer) => {
      found.peer = peer
    })
    server.on('connection', (raw) => {
      found.raw = raw
    })
    server.listen(port, '127.0.0.1')
    servers.push(server)
    await once(server, 'listening')
    ours.dial(transport, Node.beta)
    await until(() => ours.count('opened') === 1, 'opened')
  } else {
    transport.listen(ours.accept, failed, untrusted)
    await settle()
    const raw = connect({ port, host: '127.0.0.1', allowHalfOpen })
    found.raw = raw
    found.peer = raw
    if (secured.by !== null) {
      const peer: TLSSocket = secure({ ...secured.by, socket: raw, checkServerIdentity: () => undefined })
      peer.allowHalfOpen = allowHalfOpen
      found.peer = peer
    }
    found.peer.pause()
  }
  await until(() => found.peer !== null && ours.stream !== null, 'the peer')
  const { peer, raw } = found
  peer!.on('error', () => {})
  sockets.push(peer!)
  return { ours, peer: peer!, raw: raw! }
}

function bareServer(allowHalfOpen: boolean, met: (peer: Socket) => void): Server {
  if (secured.by === null) return createServer({ pauseOnConnect: true, allowHalfOpen }, met)
  return createTlsServer({ ...secured.by, requestCert: true, allowHalfOpen }, met)
}

/** Lets a bare socket read from now on. */
export function collect(peer: Socket): { chunks: Buffer[]; byteCount: number } {
  const arrived = { chunks: [] as Buffer[], byteCount: 0 }
  peer.on('data', (chunk) => {
    arrived.chunks.push(chunk)
    arrived.byteCount += chunk.length
  })
  peer.resume()
  return arrived
}

/** Bytes of which each neighbourhood is its own. */
export function pattern(length: number, seed = 1): Buffer {
  const words = new Int32Array(Math.ceil(length / 4))
  for (let index = 0; index < words.length; index++) words[index] = Math.imul(index + seed, 0x9e3779b1)
  return Buffer.from(words.buffer, 0, length)
}

/** Writes the same bytes until the stream keeps them for good; returns how many it was given. */
export async function writeUntilKept(stream: Recorder, bytes: Uint8Array): Promise<number> {
  for (let count = 1; count < 10_000; count++) {
    if (stream.write(bytes)) continue
    // TLS keeps all bytes for a moment.
    if (secured.by === null || !(await drainsSoon(stream))) return count * bytes.length
  }
  throw new Error('the system takes everything')
}

async function drainsSoon(stream: Recorder): Promise<boolean> {
  const end = performance.now() + 60
  // On a busy machine little happens in a time, and as much as ever in a turn of the event loop.
  for (let turn = 0; turn < 50 || performance.now() < end; turn++) {
    if (stream.calls.includes('drained')) break
    await new Promise((resolve) => setImmediate(resolve))
  }
  const at = stream.calls.indexOf('drained')
  if (at >= 0) stream.calls.splice(at, 1)
  return at >= 0
}

export const ends: readonly ['dialed', 'accepted'] = ['dialed', 'accepted']
