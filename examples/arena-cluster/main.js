// The arena as three processes over TCP, or UDP with --udp. One is killed in the middle and started anew; at the end every player
// has to be in one place at most, with its gold, and whoever is missing has to have died with that process.
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { ArenaProcess } from './arenaProcess.js'
import { takeStock } from './takeStock.js'

const seconds = process.argv.includes('--seconds') ? Math.max(4, Number(argument('--seconds'))) : 8
const isThreaded = process.argv.includes('--threads')
const isOverUdp = process.argv.includes('--udp')
const playerCount = 300
const names = ['alpha', 'beta', 'gamma']
// Other ports than the schema's, without generating anew: --ports 9201,9202,9203
const ports = process.argv.includes('--ports') ? argument('--ports').split(',').map(Number) : []
const addresses = Object.fromEntries(ports.map((port, index) => [names[index], { port }]))
const zoneOf = { alpha: 'lobby', beta: 'forest', gamma: 'desert' }
const killsAt = Math.floor(seconds / 3)
const startsAt = killsAt + 2

const processes = new Map()
for (const name of names) processes.set(name, await start(name, playerCount))
await waitUntil('all are connected', async () => (await reports()).every(({ state }) => state === 'active'))
for (const node of processes.values()) await node.ask('open')

let killedAt = 0
for (let second = 1; second <= seconds; second++) {
  await sleep(1_000)
  if (second === killsAt) {
    await processes.get('beta').kill()
    killedAt = Date.now()
    console.log(`second ${second}: kill -9 beta, and everybody in the forest`)
  } else if (second === startsAt) {
    // The forest is empty now; the same queues on the others' side go on.
    processes.set('beta', await start('beta', 0))
    await processes.get('beta').ask('open')
    console.log(`second ${second}: beta starts again`)
  } else console.log(`second ${second}`)
  await show()
}

// Nobody leaves any more; what is on its way arrives.
for (const node of processes.values()) await node.ask('close')
let last = ''
let quiet = 0
await waitUntil('nobody is on their way', async () => {
  const now = await reports()
  const arrivals = now.map(({ counts }) => counts.arrived).join()
  quiet = now.every(({ pending }) => pending === 0) && arrivals === last ? quiet + 1 : 0
  last = arrivals
  return quiet === 3
})
const lines = takeStock({
  reports: await reports(),
  killedAt,
  killedZone: 'forest',
  zones: Object.values(zoneOf),
  playerCount,
})
console.log()
for (const { isRight, text } of lines)
  console.log(`${isRight === null ? '    ' : isRight ? 'ok  ' : 'FAIL'} ${text}`)
process.exitCode = lines.every(({ isRight }) => isRight !== false) ? 0 : 1

await Promise.all(
  [...processes.values()].map(async (node) => {
    const exited = once(node.child, 'exit')
    node.child.send({ id: 0, question: 'leave' })
    await exited
  }),
)

function start(name, playerCount) {
  return ArenaProcess.start(name, { playerCount, addresses, isThreaded, isOverUdp })
}

function reports() {
  return Promise.all([...processes.values()].map((node) => node.ask('report')))
}

/** Gives up after 20 seconds: then the count shows what is wrong. */
async function waitUntil(what, isTrue) {
  for (const end = Date.now() + 20_000; !(await isTrue()); await sleep(100)) {
    if (Date.now() > end) return console.log(`not within 20 seconds: ${what}`)
  }
}

async function show() {
  for (const [name, node] of processes) {
    const zone = zoneOf[name].padEnd(7)
    for (const event of node.takeEvents()) {
      if (event.type === 'peer') console.log(`    ${name}: ${event.peer} is ${event.state} (${event.reason})`)
    }
    if (!node.isRunning) {
      console.log(`  ${zone} (${name} is dead)`)
      continue
    }
    const { players, doubtful, counts, state, pending } = await node.ask('report')
    const bar = '#'.repeat(Math.ceil(players.length / 15)).padEnd(40)
    const rest = `${counts.arrived} arrived, ${counts.returned} came back, ${doubtful.length} in doubt`
    console.log(`  ${zone} ${bar} ${players.length} here, ${pending} leaving; ${rest}; ${name} is ${state}`)
  }
}

function argument(option) {
  return process.argv[process.argv.indexOf(option) + 1] ?? ''
}
