// One end of one subject, started by datagrams.ts or loss.ts, which tells it what to do:
// `node child.js '{"file":..., "role":"send"|"receive", ...}'`. Plain JavaScript, run by node alone.

import { spawnSync } from 'node:child_process'

/** Nothing more is on its way when nothing has come for so long. */
const QUIET_MS = 250

const options = JSON.parse(process.argv[2])
const subject = await import(options.file)

// Each end on a core of its own; see the transport bench.
if (options.isPinned) {
  const core = options.role === 'receive' ? '1' : '0'
  spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', core, String(process.pid)])
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
/** The same clock in every process of the machine. */
const microseconds = () => Number(process.hrtime.bigint()) / 1000

const turns = options.role === 'send' ? await startSender() : await startReceiver()
process.on('message', async (request) => process.send({ answer: await turns[request.kind](request) }))
process.on('disconnect', () => process.exit())
process.send({ answer: 'ready' })

async function startSender() {
  let gotReply = () => {}
  const endpoint = await subject.send(options, () => gotReply())
  let next = 0
  return {
    /** As many packets as it can in so long. */
    async throughput({ ms }) {
      const start = microseconds()
      const end = performance.now() + ms
      const before = process.cpuUsage()
      let sent = 0
      while (performance.now() < end) {
        const count = await endpoint.send(next)
        next += count
        sent += count
        await nextTurn()
      }
      const { user, system } = process.cpuUsage(before)
      return { start, sent, cpu: (user + system) / sent }
    },
    /** So many packets at each of so many ticks; each says when it was sent. */
    async paced({ ticks, hertz, count }) {
      const startMs = performance.now()
      let sent = 0
      for (let tick = 0; tick < ticks; tick++) {
        for (let left = count; left > 0; left--) if (endpoint.sendStamped(microseconds())) sent++
        endpoint.flush?.()
        const at = startMs + ((tick + 1) * 1000) / hertz
        while (performance.now() < at) await (at - performance.now() > 2 ? sleep(1) : nextTurn())
      }
      return { sent }
    },
    async roundTrip({ count }) {
      const times = []
      let isSpinning = true
      const spin = () => {
        endpoint.poll?.()
        if (isSpinning) setImmediate(spin)
      }
      spin()
      for (let turn = 0; turn < count; turn++) {
        const start = process.hrtime.bigint()
        const replied = new Promise((resolve) => {
          gotReply = () => resolve(true)
        })
        endpoint.sendOne(turn)
        // A datagram may be lost: such a turn does not count.
        if (await Promise.race([replied, sleep(1000).then(() => false)])) {
          times.push(Number(process.hrtime.bigint() - start) / 1000)
        }
      }
      isSpinning = false
      return { microseconds: times }
    },
  }
}

async function startReceiver() {
  const sink = { isEchoing: false, latencies: null, sums: { ids: 0, values: 0 }, took, now: microseconds }
  let received = 0
  let last = 0
  let isBusy = false
  const endpoint = await subject.receive(options, sink)
  const poll = () => {
    endpoint.poll?.()
    if (isBusy) setImmediate(poll)
  }
  function took(count) {
    received += count
    last = microseconds()
  }
  return {
    start({ isEchoing, isStamped }) {
      received = last = 0
      sink.isEchoing = isEchoing ?? false
      sink.latencies = isStamped ? [] : null
      isBusy = sink.isEchoing
      if (isBusy) poll()
      return null
    },
    /** Once nothing comes any more. */
    async result({ quietMs = QUIET_MS }) {
      isBusy = false
      for (let seen = -1; seen !== received; ) {
        seen = received
        await sleep(quietMs)
      }
      return { received, last, latencies: sink.latencies ?? [] }
    },
  }
}
