import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'

/** Below the ports that the system gives to outgoing connections, which could take one between test and use. */
const FIRST_PORT = 20_100
const PORT_COUNT = 12_000

/** Ports of 127.0.0.1 that are free now, for connections and for datagrams. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>()
  for (let tries = 0; ports.size < count && tries < 1_000; tries++) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORT_COUNT)
    if (!ports.has(port) && (await isFree(port)) && (await isFreeForDatagrams(port))) ports.add(port)
  }
  return [...ports]
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ host: '127.0.0.1', port }, () => server.close(() => resolve(true)))
  })
}

function isFreeForDatagrams(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4')
    socket.once('error', () => resolve(false))
    socket.bind({ address: '127.0.0.1', port, exclusive: true }, () => socket.close(() => resolve(true)))
  })
}
