import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, vi } from 'vitest'
import { Node } from '../../templates/kernel/sample-tcp.ts'
import type { TcpTransport } from '../../templates/kernel/tcp-transport.ts'
import { freePort, Recorder, settle, transportOn, until } from './tcpHelpers.ts'

/** What every test of the transport starts with: a free port, a transport on it, and recorders that allow no forbidden call. */
export let port = 0
export let transport: TcpTransport
const recorders: Recorder[] = []
export const sockets: Socket[] = []
export const servers: Server[] = []
export const failures: string[] = []

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

/** Both ends of one stream of ours. */
export async function pair(spaceBytes?: number): Promise<{ dialed: Recorder; accepted: Recorder }> {
  const accepted = recorder(spaceBytes)
  transport.listen(accepted.accept, failed)
  const dialed = recorder(spaceBytes).dial(transport, Node.beta)
  await until(() => dialed.count('opened') === 1 && accepted.stream !== null, 'a pair')
  return { dialed, accepted }
}

/** One of our streams, and the bare socket at its other end, which reads nothing until told. */
export async function against(
  end: 'dialed' | 'accepted',
  allowHalfOpen = false,
): Promise<{ ours: Recorder; peer: Socket }> {
  const ours = recorder()
  let peer: Socket | null = null
  if (end === 'dialed') {
    const server = createServer({ pauseOnConnect: true, allowHalfOpen }, (socket) => {
      peer = socket
    }).listen(port, '127.0.0.1')
    servers.push(server)
    await once(server, 'listening')
    ours.dial(transport, Node.beta)
    await until(() => ours.count('opened') === 1, 'opened')
  } else {
    transport.listen(ours.accept, failed)
    await settle()
    peer = connect({ port, host: '127.0.0.1', allowHalfOpen })
    peer.pause()
  }
  await until(() => peer !== null && ours.stream !== null, 'the peer')
  peer!.on('error', () => {})
  sockets.push(peer!)
  return { ours, peer: peer! }
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

/** Writes the same bytes until the stream keeps them; returns how many it was given. */
export function writeUntilKept(stream: Recorder, bytes: Uint8Array): number {
  for (let count = 1; count < 10_000; count++) {
    if (!stream.write(bytes)) return count * bytes.length
  }
  throw new Error('the system takes everything')
}

export const ends: readonly ['dialed', 'accepted'] = ['dialed', 'accepted']
