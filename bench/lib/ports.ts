import { createSocket } from 'node:dgram'

/** The first of two ports side by side that are free for datagrams now, below those that the system gives away. */
export async function freeDatagramPorts(): Promise<number> {
  for (let tries = 0; tries < 1_000; tries++) {
    const port = 20_000 + 2 * Math.floor(Math.random() * 6_000)
    if ((await isFree(port)) && (await isFree(port + 1))) return port
  }
  throw new Error('no two free ports side by side')
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4')
    socket.once('error', () => resolve(false))
    socket.bind({ address: '127.0.0.1', port, exclusive: true }, () => socket.close(() => resolve(true)))
  })
}
