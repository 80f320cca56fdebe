import { once } from 'node:events'
import type { Socket } from 'node:net'
import { describe, expect, it, vi } from 'vitest'
import { Node } from '../../templates/kernel/sample-tcp.ts'
import { carryPackets } from './bufferReuse.ts'
import {
  against,
  collect,
  ends,
  failed,
  pair,
  pattern,
  port,
  recorder,
  transport,
  untrusted,
  writeUntilKept,
} from './tcpFixture.ts'
import { freePort, type Recorder, secured, settle, transportOn, until } from './tcpHelpers.ts'

describe('bytes', () => {
  it.each([65_536, 1000, 7, 1])('arrive in both directions, into spaces of %i bytes', async (spaceBytes) => {
    const { dialed, accepted } = await pair(spaceBytes)
    const there = pattern(Math.min(spaceBytes * 5000, 3_000_000), 1)
    const back = pattern(Math.min(spaceBytes * 5000, 2_000_000), 7)
    dialed.write(there)
    accepted.write(back)
    await until(() => accepted.byteCount === there.length && dialed.byteCount === back.length, 'the bytes')
    expect(accepted.bytes.equals(there)).toBe(true)
    expect(dialed.bytes.equals(back)).toBe(true)
  })

  it('that were written before the stream is open follow when it is', async () => {
    const accepted = recorder()
    transport.listen(accepted.accept, failed, untrusted)
    const dialed = recorder().dial(transport, Node.beta)
    expect(dialed.write(pattern(100))).toBe(false)
    await until(() => accepted.byteCount === 100, 'the bytes')
    await until(() => dialed.count('drained') === 1, 'drained')
    expect(dialed.calls).toEqual(['opened', 'drained'])
  })

  it('of many streams at once stay apart', async () => {
    const handlers: Recorder[] = []
    transport.listen(
      (stream) => {
        const one = recorder()
        handlers.push(one)
        return one.accept(stream)
      },
      failed,
      untrusted,
    )
    const dialed = Array.from({ length: 20 }, () => recorder().dial(transport, Node.beta))
    await until(() => handlers.length === 20 && dialed.every((one) => one.count('opened') === 1))
    for (const [index, one] of dialed.entries()) one.write(pattern(50_000, index))
    await until(() => handlers.every((one) => one.byteCount === 50_000), 'the bytes')
    const seen = handlers.map((one) =>
      dialed.findIndex((_, index) => pattern(50_000, index).equals(one.bytes)),
    )
    expect(seen.sort((a, b) => a - b)).toEqual(dialed.map((_, index) => index))
  })
})

describe('backpressure', () => {
  it.each(ends)('of a %s stream: write says false, drained comes once all is out', async (end) => {
    const { ours, peer } = await against(end)
    const bytes = pattern(65_536)
    const written = await writeUntilKept(ours, bytes)
    expect(() => ours.write(bytes)).toThrow('write before drained')
    await settle()
    expect(ours.calls).not.toContain('drained')

    const arrived = collect(peer)
    await until(() => ours.count('drained') === 1, 'drained')
    await until(() => arrived.byteCount === written, 'the bytes')
    await settle()
    expect(ours.count('drained')).toBe(1)
    expect(ours.write(bytes)).toBe(secured.by === null)
    const all = Buffer.concat(arrived.chunks)
    for (let at = 0; at < written; at += bytes.length) {
      expect(all.subarray(at, at + bytes.length).equals(bytes)).toBe(true)
    }
  })

  it('of one stream leaves others alone', async () => {
    const { ours } = await against('dialed')
    await writeUntilKept(ours, pattern(65_536))
    const other = transportOn(await freePort())
    const accepted = recorder()
    other.listen(accepted.accept, failed, untrusted)
    const dialed = recorder().dial(other, Node.beta)
    dialed.write(pattern(1_000_000))
    await until(() => accepted.byteCount === 1_000_000, 'the other stream')
    other.close()
    expect(ours.calls).toEqual(['opened'])
  })

  it.each(ends)('no packet is corrupt when buffers of a %s stream are reused at once', async (end) => {
    const outcome = await carryPackets(port, 400_000, end)
    expect(outcome).toMatchObject({ packets: 400_000, corrupt: 0 })
    // Both ways of giving a buffer back were gone.
    if (secured.by === null) expect(outcome.taken).toBeGreaterThan(0)
    expect(outcome.kept).toBeGreaterThan(0)
  })
})

describe('end', () => {
  it.each(ends)('of a %s stream lets out what was written, kept bytes too', async (end) => {
    const { ours, peer } = await against(end)
    const written = await writeUntilKept(ours, pattern(65_536))
    ours.end()
    ours.end()
    expect(ours.write(pattern(8))).toBe(false)
    const arrived = collect(peer)
    await until(() => ours.count('closed') === 1, 'closed')
    expect(arrived.byteCount).toBe(written)
    expect(ours.calls.at(-1)).toMatch(/^closed: ended/)
    expect(ours.write(pattern(8))).toBe(false)
  })

  it('closes both ends of a stream', async () => {
    const { dialed, accepted } = await pair()
    dialed.write(pattern(5000))
    dialed.end()
    await until(() => dialed.count('closed') === 1 && accepted.count('closed') === 1, 'closed')
    expect(accepted.byteCount).toBe(5000)
    expect(accepted.calls.at(-1)).toBe('closed: ended by the peer')
  })

  it.each(ends)('what the peer still sends after the end of a %s stream is seen', async (end) => {
    const { ours, peer } = await against(end, true)
    ours.end()
    peer.resume()
    await settle()
    peer.end('acknowledged')
    await until(() => ours.count('closed') === 1, 'closed')
    expect(ours.bytes.toString()).toBe('acknowledged')
  })

  it.each(ends)('a peer that leaves its half of a %s stream open is waited for only so long', async (end) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { ours, peer } = await againstWithRealTimers(end)
    ours.end()
    peer.resume()
    await once(peer, 'end')
    vi.advanceTimersByTime(4_999)
    await turns()
    expect(ours.count('closed')).toBe(0)
    vi.advanceTimersByTime(1)
    await until(() => ours.count('closed') === 1, 'closed')
    expect(ours.calls.at(-1)).toBe('closed: the peer did not end the stream in time')
  })

  it.each(ends)('a peer that ends a %s stream and reads nothing holds it only so long', async (end) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { ours, peer } = await againstWithRealTimers(end)
    await writeUntilKept(ours, pattern(65_536))
    peer.end()
    await until(() => vi.getTimerCount() > 0, 'our end')
    vi.advanceTimersByTime(5_000)
    await until(() => ours.count('closed') === 1, 'closed')
    expect(ours.count('drained')).toBe(0)
  })

  it('leaves no timer behind', async () => {
    const { dialed, accepted } = await pair()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    dialed.end()
    await until(() => dialed.count('closed') === 1 && accepted.count('closed') === 1, 'closed')
    expect(vi.getTimerCount()).toBe(0)
  })

  /** `settle` needs the clock that the test has stopped. */
  async function againstWithRealTimers(
    end: 'dialed' | 'accepted',
  ): Promise<{ ours: Recorder; peer: Socket }> {
    vi.useRealTimers()
    const made = await against(end, true)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    return made
  }

  async function turns(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
  }
})

describe('destroy', () => {
  it.each(ends)('drops what a %s stream kept, and calls nothing any more', async (end) => {
    const { ours, peer } = await against(end)
    const written = await writeUntilKept(ours, pattern(65_536))
    ours.destroy()
    ours.destroy()
    ours.end()
    const arrived = collect(peer)
    await once(peer, 'close')
    await settle()
    expect(arrived.byteCount).toBeLessThan(written)
  })

  it.each(ends)('within received of a %s stream stops the rest of the bytes', async (end) => {
    const { dialed, accepted } = await pair(100)
    const [reader, writer] = end === 'dialed' ? [dialed, accepted] : [accepted, dialed]
    reader.react = (call) => {
      if (call === 'received' && reader.count('received') === 3) reader.destroy()
    }
    writer.write(pattern(1000))
    await until(() => writer.count('closed') === 1, 'closed')
    await settle()
    expect(reader.byteCount).toBe(300)
  })

  it('within opened, drained and accept', async () => {
    const { ours, peer } = await against('dialed')
    ours.react = () => ours.destroy()
    await writeUntilKept(ours, pattern(65_536))
    peer.resume()
    await once(peer, 'close')

    const other = transportOn(await freePort())
    const accepted = recorder()
    other.listen(
      (stream) => {
        if (accepted.stream === null) {
          accepted.accept(stream)
          accepted.destroy()
          return accepted
        }
        return recorder().accept(stream)
      },
      failed,
      untrusted,
    )
    const dialed = recorder().dial(other, Node.beta)
    await until(() => dialed.count('closed') === 1, 'closed')
    const opened = recorder().dial(other, Node.beta)
    opened.react = () => opened.destroy()
    await until(() => opened.calls.length === 1, 'opened')
    await settle()
    other.close()
    expect(opened.calls).toEqual(['opened'])
  })

  it('before a stream is open', async () => {
    transport.listen(() => null, failed, untrusted)
    const dialed = recorder().dial(transport, Node.beta)
    dialed.destroy()
    await settle()
    expect(dialed.calls).toEqual([])
  })
})

describe('a stream that breaks', () => {
  it.each(ends)('%s: a reset of the peer is told once, with its reason', async (end) => {
    const { ours, raw } = await against(end)
    await writeUntilKept(ours, pattern(65_536))
    raw.resetAndDestroy()
    await until(() => ours.count('closed') === 1, 'closed')
    await settle()
    expect(ours.calls.filter((call) => call !== 'opened')).toEqual([
      expect.stringMatching(/ECONNRESET|EPIPE/),
    ])
  })

  it.each(ends)('%s: a write that fails at once is not taken', async (end) => {
    const { ours, raw } = await against(end)
    raw.resetAndDestroy()
    // Until the reset is here, without a turn of the event loop that would close the stream first.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)
    expect(ours.write(pattern(100))).toBe(false)
    await until(() => ours.count('closed') === 1, 'closed')
    expect(ours.calls).not.toContain('drained')
  })

  it.each(ends)('%s: a peer that goes quietly ends it', async (end) => {
    const { ours, peer } = await against(end)
    peer.resume()
    peer.destroy()
    await until(() => ours.count('closed') === 1, 'closed')
    // TLS leaves bytes of its own unread at the other end, and whoever closes then resets.
    const quietly = secured.by === null ? /^closed: ended by the peer$/ : /ended by the peer|ECONNRESET/
    expect(ours.calls.at(-1)).toMatch(quietly)
  })
})
