import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { type ConnectionOptions, createServer as createTlsServer, connect as secure } from 'node:tls'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Node } from '../../templates/kernel/sample-tcp.ts'
import {
  type TlsCredentials,
  TlsTransport,
  type TlsTransportOptions,
} from '../../templates/kernel/tls-transport.ts'
import type { Stream } from '../../templates/kernel/transport.ts'
import { Authority } from '../support/certificates.ts'
import { distrusted, failed, pattern, port, recorder, servers, sockets, untrusted } from './tcpFixture.ts'
import { type Recorder, settle, until } from './tcpHelpers.ts'

const authority = new Authority()
const alpha = authority.issue({ names: ['alpha'] })
const beta = authority.issue({ names: ['beta'] })
/** Alpha of the sample listens; whoever dials it believes that alpha is beta, or does not. */
const both = authority.issue({ names: ['alpha', 'beta'] })
const foreign = new Authority('stranger').issue({ names: ['alpha', 'beta'] })
const expired = authority.issue({ names: ['alpha', 'beta'], days: -1 })

let accepted: Recorder[] = []
let transports: TlsTransport[] = []
beforeEach(() => {
  accepted = []
  transports = []
})
afterEach(() => {
  for (const transport of transports) transport.close()
})

function transportWith(tls: TlsCredentials, more: Partial<TlsTransportOptions> = {}): TlsTransport {
  const transport = new TlsTransport({ addresses: { alpha: { port }, beta: { port } }, tls, ...more })
  transports.push(transport)
  return transport
}

function listening(tls: TlsCredentials): TlsTransport {
  const transport = transportWith(tls)
  transport.listen(
    (stream) => {
      const one = recorder()
      accepted.push(one)
      return one.accept(stream)
    },
    failed,
    untrusted,
  )
  return transport
}

/** Dials beta as a node that tells of whom it does not trust, which it does once it listens: elsewhere. */
function dialing(tls: TlsCredentials): Recorder {
  const transport = transportWith(tls, { addresses: { alpha: { port: 1 }, beta: { port } } })
  // The port is none that it may have: it need not listen.
  transport.listen(
    () => null,
    () => {},
    (text) => untrusted(`dialer: ${text}`),
  )
  return recorder().dial(transport, Node.beta)
}

async function closed(one: Recorder): Promise<void> {
  await until(() => one.count('closed') === 1, 'closed')
}

function bare(options: ConnectionOptions): Socket {
  const socket = secure({ port, host: '127.0.0.1', checkServerIdentity: () => undefined, ...options })
  socket.on('error', () => {})
  sockets.push(socket)
  return socket
}

describe('who is refused', () => {
  it.each([
    [
      'the certificate of another authority',
      foreign,
      /^a stream from 127\.0\.0\.1: its certificate was refused: /,
    ],
    [
      'a certificate that has expired',
      expired,
      /^a stream from 127\.0\.0\.1: its certificate was refused: CERT_HAS_EXPIRED$/,
    ],
  ])('a dialer with %s', async (_, tls, text) => {
    listening(both)
    const dialed = dialing({ ...tls, ca: authority.cert })
    dialed.react = (call) => {
      if (call === 'opened') dialed.write(pattern(1000))
    }
    await closed(dialed)
    await until(() => distrusted.length > 0, 'a word')
    expect(distrusted).toEqual([expect.stringMatching(text)])
    expect(accepted).toEqual([])
    expect(dialed.byteCount).toBe(0)
  })

  it.each([
    ['the certificate of another authority', foreign, /^dialer: node beta: its certificate was refused: /],
    [
      'a certificate that has expired',
      expired,
      /^dialer: node beta: its certificate was refused: CERT_HAS_EXPIRED$/,
    ],
    [
      'the certificate of another node',
      alpha,
      /^dialer: node beta: its certificate was refused: it has the certificate of another node$/,
    ],
  ])('a listener with %s, before a byte goes to it', async (_, tls, text) => {
    const heard: Buffer[] = []
    const server = createTlsServer({ ...tls, ca: authority.cert }, (socket) => {
      socket.on('error', () => {})
      socket.on('data', (chunk) => heard.push(chunk))
      sockets.push(socket)
    }).listen(port, '127.0.0.1')
    servers.push(server)
    await once(server, 'listening')
    const dialed = dialing(both)
    expect(dialed.write(pattern(1000))).toBe(false)
    await closed(dialed)
    await settle()
    expect(dialed.calls).toEqual([expect.stringMatching(/^closed: /)])
    expect(distrusted).toEqual([expect.stringMatching(text)])
    expect(heard).toEqual([])
  })

  it('a dialer without a certificate, and one that speaks TLS 1.2', async () => {
    listening(both)
    const without = bare({ ca: authority.cert })
    await until(() => without.closed, 'the first')
    const old = bare({ ...both, maxVersion: 'TLSv1.2' })
    await until(() => old.closed, 'the second')
    await until(() => distrusted.length === 2, 'two words')
    expect(accepted).toEqual([])
    expect(distrusted[0]).toBe('a stream from 127.0.0.1: it has no certificate')
    expect(distrusted[1]).toMatch(/protocol/)
  })

  it('a dialer that goes on with a session of before', async () => {
    listening(both)
    const first = bare(both)
    first.resume()
    const [session] = (await once(first, 'session')) as [Buffer]
    await until(() => accepted.length === 1, 'the first')
    const second = bare({ ...both, session })
    second.resume()
    await until(() => second.closed, 'the second')
    expect(accepted.length).toBe(1)
    expect(distrusted).toEqual(['a stream from 127.0.0.1: it goes on with a former session'])
  })

  it('a client in the clear: it is told of, and gets no word of ours', async () => {
    listening(both)
    await settle()
    const plain = connect(port, '127.0.0.1')
    const heard: Buffer[] = []
    plain.on('data', (chunk) => heard.push(chunk))
    plain.on('error', () => {})
    sockets.push(plain)
    plain.write(Buffer.concat([Buffer.from('ECSG'), Buffer.alloc(300)]))
    await until(() => plain.closed, 'the end')
    expect(distrusted).toEqual([expect.stringContaining('a stream from 127.0.0.1: ')])
    expect(accepted).toEqual([])
    // An alert of TLS, at most.
    expect(Buffer.concat(heard).length).toBeLessThan(10)
  })

  it('a listener in the clear: the third time in a row it is told of', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      // As a node does with bytes that are no HELLO.
      socket.on('data', () => socket.destroy())
    }).listen(port, '127.0.0.1')
    servers.push(server)
    await once(server, 'listening')
    const transport = listeningElsewhere()
    for (let times = 1; times <= 3; times++) {
      const dialed = recorder().dial(transport, Node.beta)
      await closed(dialed)
      expect(dialed.calls).toEqual([expect.stringMatching(/^closed: .*before secure TLS connection/)])
      await settle()
      expect(distrusted.length).toBe(times < 3 ? 0 : 1)
    }
    expect(distrusted[0]).toMatch(/^node beta ends streams without a word: .* speaks TCP without TLS$/)
  })

  it('whoever this node refuses, or gives up as it is silent, is not said to end streams', async () => {
    const silent = createServer((socket) => sockets.push(socket)).listen(port, '127.0.0.1')
    servers.push(silent)
    await once(silent, 'listening')
    const transport = listeningElsewhere()
    for (let times = 1; times <= 4; times++) {
      const dialed = recorder().dial(transport, Node.beta)
      await until(() => sockets.length === times, 'the connection')
      await settle()
      dialed.destroy()
    }
    await settle()
    expect(distrusted).toEqual([])
    for (const socket of sockets) socket.destroy()
    silent.close()
    await once(silent, 'close')

    listening(expired)
    for (let times = 1; times <= 4; times++) await closed(recorder().dial(transport, Node.beta))
    await settle()
    const told = distrusted.filter((text) => text.startsWith('node beta'))
    expect(told).toEqual(Array(4).fill('node beta: its certificate was refused: CERT_HAS_EXPIRED'))
  })

  function listeningElsewhere(): TlsTransport {
    const transport = transportWith(both, { addresses: { alpha: { port: 1 }, beta: { port } } })
    transport.listen(
      () => null,
      () => {},
      untrusted,
    )
    return transport
  }
})

describe('who is who', () => {
  /** The stream that a node with this certificate has dialed. */
  async function streamOf(tls: TlsCredentials): Promise<Stream> {
    listening(both)
    dialing(tls)
    await until(() => accepted.length === 1, 'the stream')
    return accepted[0]!.stream!
  }
  const nodesOf = (stream: Stream): number[] => [0, 1, 2, 3, -1].filter((node) => stream.isFrom!(node))

  it.each([
    ['beta', [Node.beta]],
    ['gamma', [Node.gamma]],
    ['BETA', [Node.beta]],
    ['*', []],
    ['beta.example', []],
    ['x, DNS:beta', []],
  ])('whoever has the name %s in its certificate', async (name, nodes) => {
    expect(nodesOf(await streamOf(authority.issue({ names: [name] })))).toEqual(nodes)
  })

  it('and not whoever has it as the common name', async () => {
    expect(nodesOf(await streamOf(authority.issue({ names: ['other'], commonName: 'beta' })))).toEqual([])
  })

  it('a node may have another name in its certificate than its own', async () => {
    const transport = transportWith(both, { certificateNames: { gamma: 'gamma.arena.example' } })
    const streams: Stream[] = []
    transport.listen(
      (stream) => {
        streams.push(stream)
        return recorder().accept(stream)
      },
      failed,
      untrusted,
    )
    dialing(authority.issue({ names: ['gamma.arena.example'] }))
    await until(() => streams.length === 1, 'the stream')
    expect(nodesOf(streams[0]!)).toEqual([Node.gamma])
    dialing(authority.issue({ names: ['*.arena.example'] }))
    await until(() => streams.length === 2, 'the other stream')
    expect(nodesOf(streams[1]!)).toEqual([])
  })
})

describe('credentials', () => {
  it('that are replaced hold for new streams, and the open ones go on', async () => {
    const transport = listening(both)
    const before = dialing(both)
    await until(() => accepted.length === 1 && before.count('opened') === 1, 'the first')
    const next = new Authority('next')
    const old = both
    const fresh = next.issue({ names: ['alpha', 'beta'] })
    transport.setCredentials({ ...fresh, ca: next.cert + authority.cert })
    // Both authorities are believed, so that nodes can change one after the other.
    const later = dialing({ ...old, ca: authority.cert + next.cert })
    const last = dialing(fresh)
    await until(() => accepted.length === 3, 'the others')
    for (const one of [before, later, last]) one.write(pattern(100))
    await until(() => accepted.every(({ byteCount }) => byteCount === 100), 'the bytes')
    transport.setCredentials(fresh)
    const refused = dialing({ ...old, ca: authority.cert + next.cert })
    await closed(refused)
    expect(accepted.length).toBe(3)
    await until(() => distrusted.length === 1, 'a word')
  })

  it('of a dialer, too', async () => {
    listening(both)
    const transport = transportWith(foreign, { addresses: { alpha: { port: 1 }, beta: { port } } })
    const refused = recorder().dial(transport, Node.beta)
    await closed(refused)
    transport.setCredentials(beta)
    const dialed = recorder().dial(transport, Node.beta)
    await until(() => dialed.count('opened') === 1 && accepted.length === 1, 'opened')
  })

  it.each([
    ['without an authority', { ...both, ca: '' }, 'tls has no ca'],
    ['without a key', { ...both, key: undefined as never }, 'tls has no key'],
    ['that are no PEM', { ...both, cert: 'hello' }, 'PEM'],
    ['with an authority that is no PEM', { ...both, ca: 'hello' }, 'the ca of tls is no certificate in PEM'],
    [
      'with an authority that is cut off',
      { ...both, ca: both.ca.slice(0, 200) },
      'the ca of tls is no certificate in PEM',
    ],
    [
      'with a second authority that is cut off',
      { ...both, ca: both.ca + both.ca.slice(0, 200) },
      'the ca of tls is no certificate in PEM',
    ],
    ['with the key of another certificate', { ...both, key: foreign.key }, 'key values mismatch'],
  ])('%s are refused, and the former ones kept', (_, tls, text) => {
    expect(() => transportWith(tls)).toThrow(text)
    const transport = transportWith(both)
    expect(() => transport.setCredentials(tls)).toThrow(text)
  })

  it.each([
    [{ nobody: 'x' }, 'no node is named nobody'],
    [{ alpha: 'Beta' }, 'alpha and beta have one name in their certificates: beta'],
    [{ alpha: '.example' }, '.example is no name for the certificate of alpha'],
    [{ alpha: '' }, 'is no name for the certificate of alpha'],
  ])('names that cannot be are refused: %o', (certificateNames, text) => {
    expect(() => transportWith(both, { certificateNames: certificateNames as never })).toThrow(text)
  })
})

it('of handshakes that do not go on only so many are open, and a peer gets through', async () => {
  const transport = listening(both)
  await settle()
  const silent = Array.from({ length: 60 }, () => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    sockets.push(socket)
    return socket
  })
  const { handshakes } = transport as unknown as { handshakes: ReadonlyMap<string, Socket> }
  await until(() => silent.filter(({ closed }) => closed).length === 60 - 16, 'the rest is closed')
  expect(handshakes.size).toBe(16)
  const dialed = dialing(beta)
  const peer = dialing(both)
  await until(() => peer.count('opened') === 1, 'a peer')
  await until(() => accepted.length === 2, 'both')
  // Whoever is through is no handshake any more; the two took the places of others.
  await until(() => handshakes.size === 14, 'the places')
  transport.close()
  await until(() => silent.every(({ closed }) => closed), 'all are closed')
  dialed.destroy()
})
