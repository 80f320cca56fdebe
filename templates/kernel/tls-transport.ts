import {
  connect,
  createSecureContext,
  createServer,
  type SecureContext,
  type Server,
  type TLSSocket as Socket,
} from 'node:tls'
import { NodeAddresses } from './node-addresses.ts'
import { LOCAL_NODE, type Node, nodeNames, PEER_TIMEOUT_MS, peerMaps } from './sample-tcp.ts'
import type { TcpTransportOptions } from './tcp-addresses.ts'
import { KEEP_ALIVE_DELAY_MS, TcpStream } from './tcp-stream.ts'
import type { Stream, StreamHandler, Transport } from './transport.ts'

/** Handshakes that are not over: beyond so many the oldest is closed. */
const HANDSHAKES_MAX: number = 8 + 4 * peerMaps.length

/** A peer that so often in a row ends a stream without a word, right behind the handshake, does so on purpose. */
const UNANSWERED_MAX = 3

/**
 * What a node proves with who it is. All are PEM.
 * @public
 */
export interface TlsCredentials {
  /** The private key of the certificate. */
  readonly key: string | Buffer
  /** The certificate of this node, then those between it and the authority. Its DNS name is the node's. */
  readonly cert: string | Buffer
  /** The authority that signs the certificates of all nodes, or several. No other is believed. */
  readonly ca: string | Buffer
}

/** @public */
export interface TlsTransportOptions extends TcpTransportOptions {
  readonly tls: TlsCredentials
  /** By name of a node: the DNS name in its certificate where that is not the node's own name. */
  readonly certificateNames?: Partial<Record<keyof typeof Node, string>>
}

/**
 * Streams over TCP, protected by TLS 1.3: both ends show a certificate that `ca` has signed, and are no other node
 * than that of its name. What `Stream.write` took is not with the peer yet: only its acknowledgement says so.
 * @public
 */
export class TlsTransport implements Transport {
  private readonly addresses: NodeAddresses
  private readonly names: readonly string[]
  private readonly streams = new Set<TcpStream>()
  /** Sockets whose handshake is not over, by the address of their other end, the oldest first. */
  private readonly handshakes = new Map<string, RawSocket>()
  /** By node: dialed streams in a row that it has ended and on which nothing had come. */
  private readonly unanswered: number[] = []
  private credentials: ReturnType<typeof checked>
  private context: SecureContext
  private server: Server | null = null
  private untrusted: (text: string) => void = () => {}

  /** Throws a RangeError for a node, a port or a name that cannot be, and an Error for keys that are none. */
  constructor(options: TlsTransportOptions) {
    this.addresses = new NodeAddresses(options)
    this.names = namesInCertificates(options.certificateNames ?? {})
    this.credentials = checked(options.tls)
    this.context = createSecureContext(this.credentials)
  }

  /** Shows and believes other certificates from now on. Streams that are open go on with what they began with. */
  setCredentials(tls: TlsCredentials): void {
    const credentials = checked(tls)
    this.context = createSecureContext(credentials)
    this.credentials = credentials
    this.server?.setSecureContext(credentials)
  }

  /** Does nothing while this node listens. A port that another process has is reported, not waited for. */
  listen(
    accept: (stream: Stream) => StreamHandler | null,
    failed: (reason: string) => void,
    untrusted: (text: string) => void,
  ): void {
    if (this.server !== null) return
    this.untrusted = untrusted
    const server = createServer({
      ...this.credentials,
      requestCert: true,
      // It is refused where its address is still known.
      rejectUnauthorized: false,
      handshakeTimeout: PEER_TIMEOUT_MS,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_DELAY_MS,
    })
    this.server = server
    server.on('connection', (socket: RawSocket) => this.begin(socket))
    server.on('tlsClientError', (error, socket) => {
      const address = socket.remoteAddress ?? 'somewhere'
      // Node tells of the deadline and does no more.
      socket.destroy()
      if (this.server === server) untrusted(`a stream from ${address}: ${faultOf(error, socket)}`)
    })
    server.on('secureConnection', (socket) => {
      this.handshakes.delete(endsOf(socket))
      const stream = new TlsStream(socket, this.streams, this.names)
      const fault = faultOfDialer(socket)
      if (fault !== null) untrusted(`a stream from ${socket.remoteAddress ?? 'somewhere'}: ${fault}`)
      const handler = fault === null ? accept(stream) : null
      if (handler === null || this.server !== server) stream.destroy()
      else stream.accepted(handler)
    })
    server.on('error', (error) => {
      if (this.server !== server) return
      // Also after a failed accept, which leaves it listening: the next `listen` must find the port free.
      this.server = null
      server.close()
      failed(error.message)
    })
    const { addresses } = this
    // Exclusive: workers of node:cluster would share the port, and each get some of the peers' streams.
    server.listen({ host: addresses.listenHost, port: addresses.ports[LOCAL_NODE]!, exclusive: true })
  }

  /** A stream that somebody has dialed, before its handshake. */
  private begin(socket: RawSocket): void {
    const { handshakes } = this
    if (handshakes.size >= HANDSHAKES_MAX) {
      // A peer is through with it at once, so the oldest is the least likely to be one.
      const [ends, oldest] = [...handshakes][0]!
      handshakes.delete(ends)
      oldest.destroy()
    }
    const ends = endsOf(socket)
    handshakes.set(ends, socket)
    socket.once('close', () => {
      if (handshakes.get(ends) === socket) handshakes.delete(ends)
    })
  }

  dial(node: number, handler: StreamHandler): Stream {
    const socket: Socket = connect({
      host: this.addresses.hosts[node]!,
      port: this.addresses.ports[node]!,
      secureContext: this.context,
      rejectUnauthorized: true,
      checkServerIdentity: () =>
        isNamed(socket, this.names[node]!) ? undefined : new Error('it has the certificate of another node'),
    })
    // Nothing may go out before it is known who is there.
    socket.cork()
    const stream = new TlsStream(socket, this.streams, this.names)
    stream.dialed(handler)
    let isUnanswered = false
    // A stream that this node gives up, or whose certificate it refuses, says nothing of what is believed there.
    const endedByPeer = (): void => {
      if (!isUnanswered) return
      isUnanswered = false
      this.unanswered[node] = (this.unanswered[node] ?? 0) + 1
      if (this.unanswered[node]! < UNANSWERED_MAX) return
      this.untrusted(
        `node ${nodeNames[node]} ends streams without a word: it does not believe this node's certificate, or speaks TCP without TLS`,
      )
    }
    socket.on('end', endedByPeer)
    socket.on('error', (error) => {
      if (!isAboutTrust(error, socket)) endedByPeer()
      else this.untrusted(`node ${nodeNames[node]}: ${faultOf(error, socket)}`)
    })
    socket.on('connect', () => {
      isUnanswered = true
      socket.setNoDelay(true)
      socket.setKeepAlive(true, KEEP_ALIVE_DELAY_MS)
    })
    socket.on('secureConnect', () => {
      socket.uncork()
      // Not before: then whoever is there has no say.
      stream.reads()
      socket.once('data', () => {
        isUnanswered = false
        this.unanswered[node] = 0
      })
      stream.opened()
    })
    return stream
  }

  close(): void {
    this.server?.close()
    this.server = null
    this.untrusted = () => {}
    for (const [, socket] of this.handshakes) socket.destroy()
    for (const stream of this.streams) stream.destroy()
  }
}

/** What is looked at before the handshake. */
type RawSocket = Pick<Socket, 'remoteAddress' | 'remotePort' | 'localAddress' | 'destroy' | 'once'>

class TlsStream extends TcpStream {
  private readonly secured: Socket
  private readonly names: readonly string[]

  constructor(socket: Socket, streams: Set<TcpStream>, names: readonly string[]) {
    super(socket, streams)
    this.secured = socket
    this.names = names
  }

  isFrom(node: number): boolean {
    const name = this.names[node]
    return name !== undefined && isNamed(this.secured, name)
  }
}

/** A server has the socket before the handshake and another one for it behind: both have the same ends. */
function endsOf(socket: RawSocket): string {
  return `${socket.remoteAddress} ${socket.remotePort} ${socket.localAddress}`
}

/** Whether the other end's certificate, which was verified, is for this name: as it stands there, and nowhere else. */
function isNamed(socket: Socket, name: string): boolean {
  const certificate = socket.getPeerX509Certificate()
  return certificate?.checkHost(name, { subject: 'never', wildcards: false }) !== undefined
}

/** Whether a stream failed because of a certificate or the handshake, and not of the network. */
function isAboutTrust(error: Error & { readonly code?: string }, socket: Socket): boolean {
  return socket.authorizationError != null || /^ERR_(SSL|TLS)/.test(error.code ?? '')
}

/** Why a dialer is refused behind the handshake; null when it is not. */
function faultOfDialer(socket: Socket): string | null {
  // A session that goes on from a former one would show the certificate of that time.
  if (socket.isSessionReused()) return 'it goes on with a former session'
  if (socket.getPeerX509Certificate() === undefined) return 'it has no certificate'
  return socket.authorized ? null : `its certificate was refused: ${socket.authorizationError}`
}

function faultOf(error: Error & { readonly reason?: string }, socket: Socket): string {
  const { authorizationError } = socket
  if (authorizationError != null) return `its certificate was refused: ${authorizationError}`
  return error.reason ?? error.message
}

/** What was given and nothing else, with the version. */
function checked({ key, cert, ca }: TlsCredentials): TlsCredentials & { readonly minVersion: 'TLSv1.3' } {
  // Without an authority Node would believe those that sign the certificates of web sites.
  for (const [name, pem] of Object.entries({ key, cert, ca })) {
    if (pem === undefined || pem.length === 0) throw new TypeError(`tls has no ${name}`)
  }
  // Node would go on, and believe nobody or not all of them.
  const authorities = String(ca).match(/-----BEGIN [A-Z0-9 ]*CERTIFICATE-----[\s\S]*?(?=-----BEGIN|$)/g)
  if (authorities === null || !authorities.every(isCertificate)) {
    throw new TypeError('the ca of tls is no certificate in PEM')
  }
  // Both ends are ours: nothing older is needed, and every session of this version has forward secrecy.
  return { key, cert, ca, minVersion: 'TLSv1.3' }
}

function isCertificate(pem: string): boolean {
  try {
    createSecureContext({ cert: pem })
    return true
  } catch {
    return false
  }
}

/** By node; upper and lower case are the same in a name of a host, so that no two nodes may have the same one. */
function namesInCertificates(given: Partial<Record<string, string>>): readonly string[] {
  const names = [...nodeNames]
  for (const [node, name] of Object.entries(given)) {
    const number = nodeNames.indexOf(node)
    if (number < 0) throw new RangeError(`no node is named ${node}: there are ${nodeNames.join(', ')}`)
    if (name === undefined) continue
    if (!/^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(name)) {
      throw new RangeError(`${name} is no name for the certificate of ${node}`)
    }
    names[number] = name
  }
  for (const [node, name] of names.entries()) {
    const other = names.findIndex((one) => one.toLowerCase() === name.toLowerCase())
    if (other === node) continue
    throw new RangeError(
      `${nodeNames[other]} and ${nodeNames[node]} have one name in their certificates: ${name}`,
    )
  }
  return names
}

/** Nobody has keys by default. */
export function defaultTransport(): Transport {
  throw new TypeError(
    'the cluster is secured by tls: give `transport` a TlsTransport with the keys of this node',
  )
}
