// Datagrams of somebody who has no key, or the wrong one for this session: what a sealed node has to drop.
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import type { DatagramPeer } from './datagramPeer.ts'
import {
  type Direction,
  type Header,
  writeDisown,
  writeHello,
  writeTold,
  writeTransfers,
  writeWelcome,
} from './datagrams.ts'
import { type PaperKeys, PaperSeal, type Session } from './paperSeal.ts'

/** What ends the stream if it opens: transfers of a channel that is not there. */
export function poison(peer: DatagramPeer): Uint8Array {
  const header = peer.header('transfers', peer.outlet, peer.outlet.number + 50)
  return writeTransfers(header, [{ channel: 77, first: 0, packets: [] }])
}

/** The same as an acknowledgement: of a datagram that was never sent. */
function poisonousTold(peer: DatagramPeer): Uint8Array {
  const header = peer.header('acknowledgement', peer.intake, peer.intake.number + 50)
  const far = 2 ** 47
  return writeTold(header, { highest: far, microseconds: 0, ranges: [{ low: far, high: far }], counts: [] })
}

const sessionOf = (peer: DatagramPeer, change: Partial<Session> = {}): Session => ({
  ...peer.sessionOf('listener', 'out'),
  ...change,
})
const otherHash = (hash: string): string => `${hash[0] === '0' ? '1' : '0'}${hash.slice(1)}`
const flipped = (bytes: Uint8Array, bit: number): Uint8Array => {
  const copy = Uint8Array.from(bytes)
  copy[bit >>> 3]! ^= 1 << (bit & 7)
  return copy
}
const idBits = { from: 8 * 8, to: 16 * 8 }
const bitsOf = (bytes: Uint8Array, step = 1): number[] =>
  Array.from({ length: Math.ceil((8 * bytes.length) / step) }, (_, index) => index * step)

/** Of a session, to the stream that is there. None is answered. */
export function sessionForgeries(
  peer: DatagramPeer,
  keys: PaperKeys,
  stranger: Uint8Array,
): { [what: string]: Uint8Array[] } {
  const right = new PaperSeal(keys)
  const { currentEpoch } = keys
  const wrong = new PaperSeal({ keys: [{ epoch: currentEpoch, key: stranger }], currentEpoch })
  const nobodys = new PaperSeal({ keys: [{ ...keys.keys[0]!, epoch: 99 }], currentEpoch: 99 })
  const both = (seal: PaperSeal, change: Partial<Session> = {}): Uint8Array[] => [
    seal.seal(poison(peer), 'listener', sessionOf(peer, change)),
    seal.seal(poisonousTold(peer), 'dialer', { ...peer.sessionOf('dialer', 'out'), ...change }),
  ]
  const turned = (plain: Uint8Array, direction: Direction, session: Session) =>
    right.seal(plain, direction, session)
  const whole = both(right)
  const [transfers] = whole as [Uint8Array, Uint8Array]
  const close = (bits: number): Header => ({
    ...peer.header('close', peer.outlet, peer.outlet.number + 50),
    flags: bits,
  })
  const closing = writeTransfers(close(2), [])
  return {
    'a wrong key': both(wrong),
    'an epoch that nobody has': both(nobodys),
    'the other direction': [
      turned(poison(peer), 'dialer', peer.sessionOf('listener', 'out')),
      turned(poisonousTold(peer), 'listener', peer.sessionOf('dialer', 'out')),
      turned(poison(peer), 'listener', peer.sessionOf('dialer', 'out')),
    ],
    'the ids of another session': [...both(right, { dialer: 1 }), ...both(right, { listener: 1 })],
    'another start of either end': [
      ...both(right, { dialerIncarnation: 1n }),
      ...both(right, { listenerIncarnation: 4n }),
    ],
    'another schema hash': both(right, { schemaHash: otherHash(peer.self.schemaHash) }),
    'another version of the protocol': both(right, { version: peer.self.version + 1 }),
    'the key of handshakes': [
      right.seal(poison(peer), 'listener', null),
      right.seal(poison(peer), 'dialer', null),
    ],
    'a CLOSE with a wrong key': [wrong.seal(closing, 'listener', sessionOf(peer))],
    'no seal': [poison(peer), poisonousTold(peer), closing],
    'a truncated tag': whole.flatMap((bytes) =>
      Array.from({ length: 18 }, (_, cut) => [
        bytes.subarray(0, bytes.length - 1 - cut),
        // With the epoch where it is looked for.
        Buffer.concat([bytes.subarray(0, bytes.length - 2 - cut), bytes.subarray(-1)]),
      ]).flat(),
    ),
    'no tag': [Buffer.concat([poison(peer), Buffer.of(currentEpoch)])],
    'a tag of zeros': [Buffer.concat([poison(peer), Buffer.alloc(16), Buffer.of(currentEpoch)])],
    'a header and nothing else': [transfers.subarray(0, 16), transfers.subarray(0, 17)],
    'a flipped bit': whole.flatMap((bytes) =>
      bitsOf(bytes)
        .filter((bit) => bit < idBits.from || bit >= idBits.to)
        .map((bit) => flipped(bytes, bit)),
    ),
  }
}

/** To streams that are not there: what is in them is not looked at, and numbered ones are answered with DISOWN. */
export function foreignForgeries(peer: DatagramPeer): Uint8Array[] {
  const bytes = peer.sent.get('transfers')!
  return bitsOf(bytes)
    .filter((bit) => bit >= idBits.from && bit < idBits.to)
    .map((bit) => flipped(bytes, bit))
}

/** Before there is a session. None is answered. */
export function handshakeForgeries(
  peer: DatagramPeer,
  keys: PaperKeys,
  stranger: Uint8Array,
): { [what: string]: Uint8Array[] } {
  const right = new PaperSeal(keys)
  const { currentEpoch } = keys
  const wrong = new PaperSeal({ keys: [{ epoch: currentEpoch, key: stranger }], currentEpoch })
  const nobodys = new PaperSeal({ keys: [{ ...keys.keys[0]!, epoch: 99 }], currentEpoch: 99 })
  const header = peer.header('hello', { dialer: 12_345, listener: 0 })
  const plain = writeHello(header, new Uint8Array(16), { ...peer.self, dials: 99 }, peer.inlets.length, 1168)
  const hello = right.seal(plain, 'dialer', null)
  const clear = writeHello(header, new Uint8Array(16), peer.self, peer.inlets.length)
  // Of the stream that is there: it would be thrown away.
  const disown = writeDisown(peer.header('disown', peer.outlet, 0, 0), peer.self.node, 1n << 52n)
  const welcome = writeWelcome(peer.header('welcome', peer.outlet), 1n << 52n, 8)
  const told = (seal: PaperSeal, direction: Direction): Uint8Array[] =>
    [disown, welcome].map((bytes) => seal.seal(bytes, direction, null))
  const answer = right.seal(disown, 'listener', null)
  return {
    'a HELLO with a wrong key': [wrong.seal(plain, 'dialer', null)],
    'a HELLO of an epoch that nobody has': [nobodys.seal(plain, 'dialer', null)],
    'a HELLO in the direction of a listener': [right.seal(plain, 'listener', null)],
    'a HELLO without a seal': [clear, plain],
    'a HELLO that is cut': [16, 28, 29, 44, 45, 46, 600, 1196].map((length) => hello.subarray(0, length)),
    'a HELLO that is shorter than others may be': [right.seal(plain.subarray(0, 1164), 'dialer', null)],
    // Every one of the header, of the tag and what is behind it, and every 29th of the rest.
    'a HELLO with a flipped bit': [
      ...bitsOf(hello.subarray(1, 16)).map((bit) => flipped(hello, 8 + bit)),
      ...bitsOf(hello.subarray(16, -29), 29).map((bit) => flipped(hello, 128 + bit)),
      ...bitsOf(hello.subarray(-29)).map((bit) => flipped(hello, 8 * (hello.length - 29) + bit)),
    ],
    'an answer with a wrong key': told(wrong, 'listener'),
    'an answer in the direction of a dialer': told(right, 'dialer'),
    'an answer of an epoch that nobody has': told(nobodys, 'listener'),
    'an answer without a seal': [disown, welcome],
    'an answer with a flipped bit': bitsOf(answer)
      .filter((bit) => bit < idBits.from || bit >= idBits.to)
      .map((bit) => flipped(answer, bit)),
  }
}

/** A socket from which nobody expects anything, and the datagrams that come to it all the same. */
export class Stranger {
  readonly heard: Uint8Array[] = []
  private readonly socket: Socket = createSocket('udp4')
  private readonly nodePort: number

  constructor(nodePort: number) {
    this.nodePort = nodePort
    this.socket.on('message', (bytes) => this.heard.push(bytes))
  }

  async bind(): Promise<void> {
    this.socket.bind(0, '127.0.0.1')
    await once(this.socket, 'listening')
  }

  send(bytes: Uint8Array, port: number = this.nodePort): void {
    this.socket.send(bytes, port, '127.0.0.1')
  }

  end(): void {
    this.socket.close()
  }
}
