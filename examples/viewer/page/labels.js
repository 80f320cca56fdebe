// The page's text: what stands on rooms and lanes, and the sums above them.
import { links, zones } from './zones.js'

/** By what a node says of its peer; where all is well the rate says more. */
const peers = { disconnected: 'cut off', connecting: 'dialing', failed: 'gone' }

export class Labels {
  #rooms
  #lanes

  constructor(stage) {
    this.#rooms = zones.map(({ name, node }) => {
      const room = from('room', stage)
      room.dataset.node = node
      room.querySelector('.name').textContent = name
      room.querySelector('.node').textContent = node
      const button = room.querySelector('button')
      button.title = `kill -9 the process ${node}`
      // Where the server is gone, the page says so already.
      button.addEventListener('click', () => fetch(`/kill/${node}`, { method: 'POST' }).catch(() => {}))
      return room
    })
    this.#lanes = new Map(
      links.map((link) => {
        const lane = from('lane', stage)
        lane.dataset.link = link.key
        const way = `${zones[link.from].name} → ${zones[link.to].name}`
        lane.querySelector('.way').textContent = way
        lane.title = `the queue ${way}`
        return [link.key, lane]
      }),
    )
  }

  place(layout) {
    for (const [zone, room] of this.#rooms.entries()) {
      const { x, y, width } = layout.rooms[zone]
      // The border around it stays to be seen.
      put(room, { x: x + 1, y: y + 1, width: width - 2 })
    }
    for (const [key, lane] of this.#lanes) {
      const { label } = layout.lanes.get(key)
      put(lane, label)
      lane.classList.toggle('wide', label.isWide)
    }
  }

  show(arena) {
    for (const [zone, room] of this.#rooms.entries()) showRoom(room, arena.zones[zone])
    for (const [key, lane] of this.#lanes) showLane(lane, arena.links.get(key))
    showSums(arena)
  }
}

function showRoom(room, { state, players, inDoubt }) {
  room.dataset.state = state
  room.querySelector('.state').textContent = state
  room.querySelector('.players').textContent = state === 'running' ? count(players) : '–'
  room.querySelector('.doubt').textContent = inDoubt > 0 ? `+ ${inDoubt} in doubt` : ''
  room.querySelector('button').disabled = state !== 'running'
}

function showLane(lane, { peer, waiting, capacity, rate }) {
  const share = Math.min(1, waiting / capacity)
  lane.dataset.peer = peer
  lane.dataset.waiting = waiting
  lane.querySelector('.rate').textContent = peers[peer] ?? `${rate.toFixed(1)} / s`
  lane.querySelector('.fill').textContent = `${waiting}/${capacity}`
  lane.querySelector('.bar i').style.width = `${(share * 100).toFixed(1)}%`
  lane.classList.toggle('full', share > 0.75)
}

function showSums({ ledger, links: all, crossings }) {
  const rate = [...all.values()].reduce((sum, link) => sum + link.rate, 0)
  text('rate', rate.toFixed(0))
  text('crossings', count(crossings))
  if (ledger === undefined) return
  const { here, onTheWay, inDoubt, goldAlive } = ledger
  const sums = { ...ledger, alive: here + onTheWay + inDoubt, gold: goldAlive }
  for (const [id, number] of Object.entries(sums)) text(id, count(number))
}

function from(template, stage) {
  const element = document.getElementById(template).content.firstElementChild.cloneNode(true)
  stage.append(element)
  return element
}

function put({ style }, { x, y, width }) {
  style.left = `${x}px`
  style.top = `${y}px`
  style.width = `${width}px`
}

function text(id, value) {
  document.getElementById(id).textContent = value
}

function count(number) {
  return number.toLocaleString('en')
}
