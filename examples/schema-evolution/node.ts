// One node of the valley, with the module that it is given: `node.ts MODULE NODE PORTS`.
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

const [modulePath = '', name = '', ports = '[]'] = process.argv.slice(2)
const { ClusterCoordinator, TcpTransport, World, WorldCoordinator } = await import(
  pathToFileURL(modulePath).href
)
const [alpha, beta] = JSON.parse(ports) as number[]
const [here, there] = name === 'alpha' ? [World.town, World.wild] : [World.wild, World.town]

const worlds = new WorldCoordinator()
const cluster = new ClusterCoordinator({
  transport: new TcpTransport({ addresses: { alpha: { port: alpha }, beta: { port: beta } } }),
  onEvent: (event: object) => process.send?.(event),
})
const transfer = worlds.createTransfer(here, there)

process.on('disconnect', () => process.exit())
process.on('message', (order: { readonly send?: number }) => {
  if (order.send === undefined) cluster.leave()
  else {
    transfer.reset(order.send).packPosition({ x: 1, y: 2 })
    worlds.queueTransfer(here, there, transfer)
  }
})
cluster.join(performance.now())
while (cluster.getState() !== 'stopped') {
  for (let arrived = worlds.popTransferFor(here); arrived; arrived = worlds.popTransferFor(here)) {
    process.send?.({ type: 'arrived', entity: arrived.entity, position: arrived.unpackPosition() })
  }
  cluster.tick(performance.now())
  await sleep(5)
}
process.exit()
