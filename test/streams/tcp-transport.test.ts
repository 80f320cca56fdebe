import type { Server } from 'node:net'
import { describe, expect, it } from 'vitest'
import { Node } from '../../templates/kernel/sample-tcp.ts'
import { TcpTransport } from '../../templates/kernel/tcp-transport.ts'
import type { Stream } from '../../templates/kernel/transport.ts'
import {
  failed,
  failures,
  pair,
  pattern,
  port,
  recorder,
  transport,
  untrusted,
  writeUntilKept,
} from './tcpFixture.ts'
import { settle, transportOn, until } from './tcpHelpers.ts'

describe('dial', () => {
  it('tells the reason when nobody listens', async () => {
    const dialed = recorder().dial(transport, Node.beta)
    expect(dialed.calls).toEqual([])
    await until(() => dialed.calls.length > 0, 'closed')
    expect(dialed.calls).toEqual([expect.stringMatching(/^closed: .*ECONNREFUSED/)])
    expect(dialed.write(pattern(8))).toBe(false)
  })

  it('goes by names of hosts, too', async () => {
    const accepted = recorder()
    const named = transportOn(port, { host: 'localhost' })
    named.listen(accepted.accept, failed, untrusted)
    const dialed = recorder().dial(named, Node.beta)
    await until(() => dialed.calls.length > 0, 'opened')
    expect(dialed.calls).toEqual(['opened'])
    dialed.write(pattern(10))
    await until(() => accepted.byteCount === 10, 'the bytes')
    accepted.write(pattern(20))
    await until(() => dialed.byteCount === 20, 'the bytes')
    named.close()
  })
})

describe('listen', () => {
  it('refuses a stream for which there is no handler, and goes on', async () => {
    const accepted = recorder()
    let isFull = true
    transport.listen((stream) => (isFull ? null : accepted.accept(stream)), failed, untrusted)
    const refused = Array.from({ length: 50 }, () => recorder().dial(transport, Node.beta))
    for (const one of refused) one.write(pattern(1000))
    await until(() => refused.every((one) => one.count('closed') === 1), 'closed')
    isFull = false
    const dialed = recorder().dial(transport, Node.beta)
    dialed.write(pattern(10))
    await until(() => accepted.byteCount === 10, 'the bytes')
  })

  it('reports a port that is taken, and can be called again', async () => {
    const other = transportOn(port)
    other.listen(() => null, failed, untrusted)
    await settle()
    const accepted = recorder()
    transport.listen(accepted.accept, failed, untrusted)
    expect(failures).toEqual([])
    await until(() => failures.length > 0, 'failed')
    expect(failures).toEqual([expect.stringContaining('EADDRINUSE')])
    other.close()
    transport.listen(accepted.accept, failed, untrusted)
    const dialed = recorder().dial(transport, Node.beta)
    await until(() => dialed.count('opened') === 1, 'opened')
    expect(failures.length).toBe(1)
  })

  it('reports an accept that failed, lets go of the port and can be called again', async () => {
    const { dialed, accepted } = await pair()
    const { server } = transport as unknown as { server: Server }
    server.emit('error', new Error('accept EMFILE'))
    expect(failures).toEqual(['accept EMFILE'])
    const second = recorder()
    transport.listen(second.accept, failed, untrusted)
    const again = recorder().dial(transport, Node.beta)
    await until(() => again.count('opened') === 1, 'opened')
    expect(failures.length).toBe(1)
    // Streams that are there do not depend on it.
    dialed.write(pattern(10))
    await until(() => accepted.byteCount === 10, 'the bytes')
  })

  it('does nothing while it listens', async () => {
    const { accepted } = await pair()
    transport.listen(() => null, failed, untrusted)
    const dialed = recorder().dial(transport, Node.beta)
    await until(() => dialed.count('opened') === 1, 'opened')
    await settle()
    expect(dialed.calls).toEqual(['opened'])
    expect(accepted.faults).toEqual([])
    expect(failures).toEqual([])
  })

  it('binds the host that it is told, where peers dial another', async () => {
    const bound = new TcpTransport({
      addresses: { alpha: { port, host: '192.0.2.1' }, beta: { port } },
      listenHost: '0.0.0.0',
    })
    bound.listen(recorder().accept, failed)
    const dialed = recorder().dial(bound, Node.beta)
    await until(() => dialed.calls.length > 0, 'opened')
    expect(dialed.calls).toEqual(['opened'])
    bound.close()
    // Without it the host of the node is bound, which is none of this machine.
    const unbound = new TcpTransport({ addresses: { alpha: { port, host: '192.0.2.1' } } })
    unbound.listen(() => null, failed)
    await until(() => failures.length > 0, 'failed')
    expect(failures[0]).toContain('192.0.2.1')
    unbound.close()
  })
})

describe('close', () => {
  it('destroys every stream, calls nothing and frees the port', async () => {
    const { dialed, accepted } = await pair()
    await writeUntilKept(dialed, pattern(65_536))
    recorder().dial(transport, Node.beta)
    const before = [dialed.calls.length, accepted.stream === null]
    transport.close()
    transport.close()
    await settle()
    expect([dialed.calls.length, accepted.stream === null]).toEqual(before)
    expect(dialed.write(pattern(8))).toBe(false)

    const second = recorder()
    transport.listen(second.accept, failed, untrusted)
    const again = recorder().dial(transport, Node.beta)
    await until(() => again.count('opened') === 1, 'opened')
    expect(failures).toEqual([])
  })

  it('holds no stream that is over', async () => {
    const { dialed, accepted } = await pair()
    const { streams } = transport as unknown as { streams: Set<Stream> }
    expect(streams.size).toBe(2)
    dialed.destroy()
    await until(() => accepted.count('closed') === 1 && streams.size === 0, 'the set to empty')
    const refused = recorder().dial(transport, Node.gamma)
    await until(() => refused.count('closed') === 1, 'closed')
    expect(streams.size).toBe(0)
  })
})

describe('options', () => {
  it.each([
    [{ addresses: { delta: { port: 1 } } }, 'no node is named delta: there are alpha, beta, gamma'],
    [{ addresses: { beta: { port: 0 } } }, 'the port of beta is from 1 to 65535, not 0'],
    [{ addresses: { beta: { port: 65_536 } } }, 'not 65536'],
    [{ addresses: { beta: { port: 1.5 } } }, 'not 1.5'],
    [{ addresses: { beta: { port: Number.NaN } } }, 'not NaN'],
  ])('%j are refused', (options, message) => {
    expect(() => new TcpTransport(options as ConstructorParameters<typeof TcpTransport>[0])).toThrow(message)
  })

  it('may be left out', () => {
    expect(() => new TcpTransport().close()).not.toThrow()
  })
})
