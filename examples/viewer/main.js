// The arena as three processes over TCP, and a page that shows it. Now and then one of them is killed and started anew.
//   node main.js --port 8080 --seconds 30 --kill-every 0 --down 4 --ports 9201,9202,9203
import { setTimeout as sleep } from 'node:timers/promises'
import { ArenaProcess } from '../arena-cluster/arenaProcess.js'
import { Census } from './census.js'
import { FrameWriter, readFrame } from './page/frames.js'
import { World, WorldCoordinator } from './page/viewer.gen.js'
import { zones } from './page/zones.js'
import { ViewerServer } from './server.js'

const seconds = numberOf('--seconds', 0)
const killEvery = numberOf('--kill-every', 25)
const playerCount = 250
const downMs = numberOf('--down', 4) * 1_000
const hangMs = 400
const ports = argument('--ports')?.split(',').map(Number) ?? []
const addresses = Object.fromEntries(ports.map((port, index) => [zones[index].node, { port }]))
const script = new URL('node.js', import.meta.url)

const census = new Census(downMs)
const server = new ViewerServer((node) => kill(places[zones.findIndex((zone) => zone.node === node)]))
const places = zones.map(() => ({ state: 'starting', arenaProcess: undefined, born: 0 }))
const transfer = new WorldCoordinator().createTransfer(World.lobby, World.page)
const writer = new FrameWriter()

const port = await server.listen(numberOf('--port', 8080)).catch(({ message }) => {
  console.error(`${message}: give another with --port, 0 for any that is free`)
  process.exit(1)
})
console.log(`http://127.0.0.1:${port}/ shows the arena; Ctrl-C ends it`)
process.once('SIGINT', end).once('SIGTERM', end)
await Promise.all(zones.map((_, world) => start(world, playerCount)))

setInterval(showStatus, 100)
if (killEvery > 0)
  setInterval(() => kill(places[Math.floor(Math.random() * places.length)]), killEvery * 1_000)
if (seconds > 0) setTimeout(end, seconds * 1_000)

async function start(world, count) {
  const place = places[world]
  place.state = 'starting'
  // Nobody gets a number that somebody had before: the dead may still turn up.
  const options = { playerCount: count, firstIndex: place.born, addresses }
  place.born += count
  place.arenaProcess = await ArenaProcess.start(zones[world].node, options, script)
  place.state = 'running'
  const { child } = place.arenaProcess
  child.on('message', (message) => message.kind === 'frame' && take(world, message.frame))
  child.once('exit', () => startAnew(world))
}

/** The process hangs before it dies, so that some are written to it of whom nobody knows whether they have arrived. */
function kill(place) {
  if (place?.state !== 'running') return
  const { child } = place.arenaProcess
  child.kill('SIGSTOP')
  setTimeout(() => child.kill('SIGKILL'), hangMs)
}

/** After a button, or whatever else has ended the process. */
async function startAnew(world) {
  const place = places[world]
  place.state = 'killed'
  census.hasDied(world, performance.now())
  await sleep(downMs)
  // As many are born as are missing, so that the arena does not die out.
  const { here, onTheWay, inDoubt } = census.ledger(performance.now())
  const missing = zones.length * playerCount - here - onTheWay - inDoubt
  await start(world, Math.max(0, missing)).catch(({ message }) => {
    console.error(message)
    return startAnew(world)
  })
}

/** With SIGKILL, because one of them may be hanging. */
function end() {
  for (const { arenaProcess } of places) arenaProcess?.child.kill('SIGKILL')
  process.exit()
}

/** A frame of a zone goes on to the viewers as it is; on the way everybody in it is counted. */
function take(world, frame) {
  const { arenaProcess, state } = places[world]
  if (state !== 'running') return
  const answers = { takeBack: [], drop: [] }
  readFrame(frame, transfer, ({ entity, hasDeparture, hasInDoubt, hasSpot }) => {
    if (hasDeparture) census.hasLeft(world, entity, transfer.unpackDeparture())
    else if (hasInDoubt) {
      const answer = census.isInDoubt(world, entity, transfer.unpackSpot(), performance.now())
      if (answer !== undefined) answers[answer].push(entity)
    } else if (hasSpot) census.isHere(world, entity, transfer.unpackSpot())
  })
  // Who has died since needs no answer.
  if (answers.takeBack.length + answers.drop.length > 0) arenaProcess.child.send(answers, () => {})
  server.show(frame)
}

function showStatus() {
  for (const [world, { state }] of places.entries()) {
    const ofZone = new WorldCoordinator().createTransfer(world, World.page)
    ofZone.packProcess({ state })
    writer.add(ofZone)
  }
  transfer.reset().packLedger(census.ledger(performance.now()))
  writer.add(transfer)
  server.show(writer.take())
}

function argument(option) {
  return process.argv.includes(option) ? process.argv[process.argv.indexOf(option) + 1] : undefined
}

function numberOf(option, otherwise) {
  return Number(argument(option) ?? otherwise)
}
