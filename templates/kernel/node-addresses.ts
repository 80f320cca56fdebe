import { LOCAL_HOST, LOCAL_NODE, LOCAL_PORT, type Node, nodeNames, peerMaps } from './sample-tcp.ts'

interface NodeAddressOptions {
  readonly addresses?: Partial<Record<keyof typeof Node, { readonly host?: string; readonly port?: number }>>
  readonly listenHost?: string
}

/** Where this node and its peers listen, by number. */
export class NodeAddresses {
  readonly hosts: string[] = []
  readonly ports: number[] = []
  readonly listenHost: string

  constructor(options: NodeAddressOptions) {
    for (const peer of [{ node: LOCAL_NODE, host: LOCAL_HOST, port: LOCAL_PORT }, ...peerMaps]) {
      this.hosts[peer.node] = peer.host
      this.ports[peer.node] = peer.port
    }
    for (const [name, address] of Object.entries(options.addresses ?? {})) {
      const node = nodeNames.indexOf(name)
      if (node < 0) throw new RangeError(`no node is named ${name}: there are ${nodeNames.join(', ')}`)
      // An undefined entry changes nothing; a node that is no peer of this one is never dialed.
      if (address?.host !== undefined) this.hosts[node] = address.host
      if (address?.port !== undefined) this.ports[node] = checkedPort(name, address.port)
    }
    this.listenHost = options.listenHost ?? this.hosts[LOCAL_NODE]!
  }
}

function checkedPort(name: string, port: number): number {
  if (Number.isInteger(port) && port > 0 && port < 0x1_0000) return port
  throw new RangeError(`the port of ${name} is from 1 to 65535, not ${port}`)
}
