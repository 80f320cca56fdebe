// The sending process of one subject: `node child.js '{"file":...}'`, started by transport.ts, which tells it what
// to do. It starts the receiving process itself (this same file), so that node's own channel between two processes
// can be a subject, too. Plain JavaScript, run by node alone.

import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expectedSums } from './packet.js'
import { channelOf, nanosecondsOf, startReceiver } from './receiving.js'

const options = JSON.parse(process.argv[2])
const subject = await import(options.file)

// Left alone, the system likes to wake a receiver on the core of its sender, where it waits for milliseconds. Two
// threads of one process share their cores: such a subject stays as it is.
if (options.isPinned && !subject.startPeer) {
  const core = options.role === 'receive' ? '1' : '0'
  spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', core, String(process.pid)])
}

if (options.role === 'receive') {
  // A sender that dies takes its receiver with it.
  process.on('disconnect', () => process.exit())
  await startReceiver(subject, options, channelOf(process))
} else {
  await startSender()
}

async function startSender() {
  const peer = subject.startPeer
    ? await subject.startPeer({ ...options, role: 'receive' })
    : fork(fileURLToPath(import.meta.url), [JSON.stringify({ ...options, role: 'receive' })], {
        serialization: 'advanced',
        execArgv: options.receiverArgs ?? [],
      })
  const channel = channelOf(peer)
  // A receiver that dies must not leave us waiting.
  channel.onEnd(() => process.exit(1))
  let gotReply = () => {}
  const endpoint = await subject.send(options, () => gotReply(), channel)
  await channel.ask({ kind: 'connected?' })
  const expected = new Map()

  process.on('message', async (request) => {
    process.send(await turns[request.kind](request))
  })
  process.on('disconnect', () => {
    channel.tell({ kind: 'exit' })
    process.exit()
  })
  process.send('ready')

  const turns = {
    async throughput({ count }) {
      const finished = channel.ask({ kind: 'expect', count })
      await channel.ask({ kind: 'connected?' })
      const start = process.hrtime.bigint()
      const before = process.cpuUsage()
      await endpoint.send(count)
      const sending = nanosecondsOf(process.cpuUsage(before)) / count
      const { end, ids, values, processor } = await finished
      if (!expected.has(count)) expected.set(count, expectedSums(count))
      const sums = expected.get(count)
      if (ids !== sums.ids || values !== sums.values) {
        throw new Error(`${subject.name}: sums ${ids}, ${values} instead of ${sums.ids}, ${sums.values}`)
      }
      const nanoseconds = Number(end - start) / count
      return { nanoseconds, sending, receiving: processor / count }
    },

    /** One packet there and one back, in microseconds each. The loop spins on both sides, for every subject. */
    async roundTrip({ count }) {
      await channel.ask({ kind: 'echo' })
      const microseconds = new Float64Array(count)
      let isSpinning = true
      const spin = () => {
        endpoint.poll?.()
        if (isSpinning) setImmediate(spin)
      }
      spin()
      for (let turn = 0; turn < count; turn++) {
        const start = process.hrtime.bigint()
        const replied = new Promise((resolve) => {
          gotReply = resolve
        })
        endpoint.sendOne(turn)
        await replied
        microseconds[turn] = Number(process.hrtime.bigint() - start) / 1000
      }
      isSpinning = false
      await channel.ask({ kind: 'rest' })
      return { microseconds: [...microseconds] }
    },

    /** What sending so many packets at each of so many ticks a second takes of this process's processor time. */
    async paced({ ticks, hertz, count }) {
      const finished = channel.ask({ kind: 'expect', count: count * ticks })
      const periodMs = 1000 / hertz
      const startMs = performance.now()
      const before = process.cpuUsage()
      for (let tick = 0; tick < ticks; tick++) {
        endpoint.tick(count, tick * count)
        const waitMs = startMs + (tick + 1) * periodMs - performance.now()
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, waitMs)))
      }
      const nanoseconds = nanosecondsOf(process.cpuUsage(before))
      await finished
      return { milliseconds: nanoseconds / 1e6 / ticks }
    },
  }
}

await once(process, 'disconnect')
