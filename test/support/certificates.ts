import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

/** What a node proves with who it is, in PEM. */
export interface Credentials {
  readonly key: string
  readonly cert: string
  readonly ca: string
}

export interface CertificateOptions {
  /** DNS names of whoever has it. */
  readonly names: readonly string[]
  /** The common name, which nobody should look at. */
  readonly commonName?: string
  /** From now on; a negative one has expired. */
  readonly days?: number
}

/** Object identifiers, encoded. */
const ecdsaWithSha256 = '2a8648ce3d040302'
const commonName = '550403'
const basicConstraints = '551d13'
const subjectAltName = '551d11'

const dayMs = 86_400_000

/** Signs certificates of tests. Written out here, so that tests need no other program. */
export class Authority {
  readonly cert: string
  private readonly name: string
  private readonly key: KeyObject
  private serial = 1

  constructor(name = 'authority') {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    this.name = name
    this.key = privateKey
    const isAuthority = sequence(oid(basicConstraints), tlv(1, [255]), octets(sequence(tlv(1, [255]))))
    this.cert = this.certify(name, publicKey, isAuthority, 3650)
  }

  /** A key, its certificate, and this authority as the one that is believed. */
  issue({ names, days = 30, commonName = 'node' }: CertificateOptions): Credentials {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const alternatives = names.map((name) => tlv(0x82, Buffer.from(name, 'latin1')))
    const extension = sequence(oid(subjectAltName), octets(sequence(...alternatives)))
    return {
      key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
      cert: this.certify(commonName, publicKey, extension, days),
      ca: this.cert,
    }
  }

  /** RFC 5280, section 4.1. */
  private certify(subject: string, publicKey: KeyObject, extension: Buffer, days: number): string {
    const algorithm = sequence(oid(ecdsaWithSha256))
    const now = Date.now()
    const until = now + days * dayMs
    const contents = sequence(
      tlv(0xa0, tlv(2, [2])),
      tlv(2, [this.serial++]),
      algorithm,
      distinguishedName(this.name),
      sequence(utcTime(Math.min(now, until) - dayMs), utcTime(until)),
      distinguishedName(subject),
      publicKey.export({ type: 'spki', format: 'der' }),
      tlv(0xa3, sequence(extension)),
    )
    const signature = sign('sha256', contents, this.key)
    const der = sequence(contents, algorithm, tlv(3, [0, ...signature]))
    const lines = der
      .toString('base64')
      .match(/.{1,64}/g)!
      .join('\n')
    return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`
  }
}

/** Tag, length and value of DER. */
function tlv(tag: number, value: Uint8Array | readonly number[]): Buffer {
  const { length } = value
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...head]), Buffer.from(value)])
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return tlv(0x30, Buffer.concat(parts))
}

function octets(value: Uint8Array): Buffer {
  return tlv(4, value)
}

function oid(hex: string): Buffer {
  return tlv(6, Buffer.from(hex, 'hex'))
}

function distinguishedName(name: string): Buffer {
  return sequence(tlv(0x31, sequence(oid(commonName), tlv(12, Buffer.from(name)))))
}

function utcTime(ms: number): Buffer {
  const text = new Date(ms).toISOString().replace(/[-:T]/g, '').slice(2, 14)
  return tlv(23, Buffer.from(`${text}Z`))
}
