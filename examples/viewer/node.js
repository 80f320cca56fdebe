// A process of the arena that also shows what is going on in it: its zone, its ClusterCoordinator, and a snapshot ten
// times a second for the process that started it.
//   node node.js beta '{"playerCount":250}'
import { setTimeout as sleep } from 'node:timers/promises'
import { Zone } from '../arena-cluster/zone.js'
import { zones } from './page/zones.js'
import { Rooms } from './rooms.js'
import { Snapshot } from './snapshot.js'

const name = process.argv[2] ?? 'alpha'
const { playerCount = 250, firstIndex = 0, addresses = {} } = JSON.parse(process.argv[3] ?? '{}')
const module = await import(`./arena.${name}.gen.js`)
const world = zones.findIndex(({ node }) => node === name)

const rooms = new Rooms(module, world)
const zone = new Zone(module, world, playerCount, rooms, firstIndex)
const cluster = new module.ClusterCoordinator({ transport: new module.TcpTransport({ addresses }) })
const snapshot = new Snapshot(module, world, zone, cluster)
zone.isOpen = true

process.on('disconnect', () => process.exit())
process.on('message', settle)
cluster.join(performance.now())
process.send?.({ kind: 'ready' })

let nextFrame = 0
let isSending = false
for (;;) {
  const now = performance.now()
  rooms.tick(now)
  zone.step()
  cluster.tick(now)
  // One frame at a time: where nobody takes them they are left out, not heaped up.
  if (now >= nextFrame && !isSending && process.connected) {
    nextFrame = now + 100
    isSending = true
    process.send?.({ kind: 'frame', frame: snapshot.take() }, () => {
      isSending = false
    })
  }
  await sleep(10)
}

/** What became of those in doubt: who is nowhere else lives on here. */
function settle({ takeBack, drop }) {
  for (const entity of takeBack) {
    const player = zone.doubtful.get(entity)
    if (player === undefined) continue
    zone.doubtful.delete(entity)
    zone.players.set(entity, player)
  }
  for (const entity of drop) zone.doubtful.delete(entity)
}
