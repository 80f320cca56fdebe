/** How what nodes write to each other is protected. Without one it is not. Keys are given at run time. */
export const securityKinds = ['tls', 'pre_shared_key'] as const
export type SecurityKind = (typeof securityKinds)[number]

/** The transports that each can protect: TLS needs a stream, and datagrams are sealed one by one. */
export const securedTransports: Readonly<Record<SecurityKind, readonly string[]>> = {
  tls: ['tcp'],
  pre_shared_key: ['udp'],
}
