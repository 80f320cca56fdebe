// How datagrams are sealed, written from docs/protocol.md and docs/protocol-udp.md alone.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { Direction } from './datagrams.ts'

const headerBytes = 16
const tagBytes = 16
const nonceBytes = 12
const cipher = 'chacha20-poly1305'

/** What a session's keys and datagrams are bound to. */
export interface Session {
  dialer: number
  listener: number
  dialerIncarnation: bigint
  listenerIncarnation: bigint
  schemaHash: string
  version: number
}

export interface PaperKeys {
  keys: { epoch: number; key: Uint8Array }[]
  currentEpoch: number
}

export class PaperSeal {
  keys: PaperKeys

  constructor(keys: PaperKeys) {
    this.keys = keys
  }

  seal(plain: Uint8Array, direction: Direction, session: Session | null): Uint8Array {
    const epoch = this.keys.currentEpoch
    const header = plain.subarray(0, headerBytes)
    const nonce = session === null ? randomBytes(nonceBytes) : nonceOf(header)
    const key = this.derive(epoch, direction, session)
    if (key === null) throw new Error(`no key of epoch ${epoch}`)
    const sealing = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes })
    sealing.setAAD(boundTo(header, session), { plaintextLength: plain.length - headerBytes })
    const body = Buffer.concat([sealing.update(plain.subarray(headerBytes)), sealing.final()])
    const behind = session === null ? nonce : Buffer.alloc(0)
    return Buffer.concat([header, body, sealing.getAuthTag(), behind, Buffer.of(epoch)])
  }

  /** Null for what does not open. */
  open(bytes: Uint8Array, direction: Direction, session: Session | null): Uint8Array | null {
    const behind = tagBytes + (session === null ? nonceBytes : 0) + 1
    const bodyEnd = bytes.length - behind
    if (bodyEnd < headerBytes) return null
    const header = bytes.subarray(0, headerBytes)
    const key = this.derive(bytes.at(-1)!, direction, session)
    if (key === null) return null
    const nonce = session === null ? bytes.subarray(bytes.length - nonceBytes - 1, -1) : nonceOf(header)
    const opening = createDecipheriv(cipher, key, nonce, { authTagLength: tagBytes })
    opening.setAAD(boundTo(header, session), { plaintextLength: bodyEnd - headerBytes })
    opening.setAuthTag(bytes.subarray(bodyEnd, bodyEnd + tagBytes))
    const body = opening.update(bytes.subarray(headerBytes, bodyEnd))
    try {
      opening.final()
    } catch {
      return null
    }
    return Buffer.concat([header, body])
  }

  private derive(epoch: number, direction: Direction, session: Session | null): Uint8Array | null {
    const found = this.keys.keys.find((one) => one.epoch === epoch)
    if (found === undefined) return null
    const info =
      session === null
        ? Buffer.from(`ecs-gen datagram handshake of a ${direction} `, 'ascii')
        : Buffer.concat([
            Buffer.from(`ecs-gen datagram session from ${direction} `, 'ascii'),
            parties(session),
          ])
    return new Uint8Array(hkdfSync('sha256', found.key, new Uint8Array(0), info, 32))
  }
}

function parties({ dialer, listener, dialerIncarnation, listenerIncarnation }: Session): Uint8Array {
  const bytes = Buffer.alloc(24)
  bytes.writeUInt32LE(dialer, 0)
  bytes.writeUInt32LE(listener, 4)
  bytes.writeBigUInt64LE(dialerIncarnation, 8)
  bytes.writeBigUInt64LE(listenerIncarnation, 16)
  return bytes
}

/** The packet number, whose upper part stands in front of the lower one in the header. */
function nonceOf(header: Uint8Array): Uint8Array {
  const nonce = new Uint8Array(nonceBytes)
  nonce.set(header.subarray(4, 8), 0)
  nonce.set(header.subarray(2, 4), 4)
  return nonce
}

function boundTo(header: Uint8Array, session: Session | null): Uint8Array {
  if (session === null) return header
  const bytes = Buffer.alloc(headerBytes + 12)
  bytes.set(header)
  bytes.writeBigUInt64LE(BigInt(`0x${session.schemaHash}`), headerBytes)
  bytes.writeUInt32LE(session.version, headerBytes + 8)
  return bytes
}
