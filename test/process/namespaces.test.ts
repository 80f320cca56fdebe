import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { Namespaces } from '../support/namespaces.ts'
import { waitUntil } from './testCluster.ts'

const reason = Namespaces.whyNot()
if (reason !== null) console.log(`real loss between network namespaces is not tested here: ${reason}`)

/** Counts datagrams until nothing has come for a while. */
const counter = `
  const socket = require('node:dgram').createSocket('udp4')
  let count = 0
  let timer = null
  const rest = () => { clearTimeout(timer); timer = setTimeout(() => { console.log(count); process.exit() }, 700) }
  socket.on('message', () => { count++; rest() })
  socket.bind(9000, process.argv[1], () => console.log('ready'))
  setTimeout(() => process.exit(3), 15000)
`
/** Slowly enough for any buffer. */
const sender = `
  const socket = require('node:dgram').createSocket('udp4')
  let left = 2000
  const timer = setInterval(() => {
    for (let count = 0; count < 20; count++) socket.send('x', 9000, process.argv[1])
    left -= 20
    if (left === 0) { clearInterval(timer); setTimeout(() => socket.close(), 50) }
  }, 2)
`

async function arrivedOf2000(namespaces: Namespaces): Promise<number> {
  const run = (side: number, program: string, argument: string) => {
    const [command, ...args] = [...namespaces.prefix(side), process.execPath, '-e', program, argument]
    return spawn(command!, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  }
  const receiver = run(1, counter, namespaces.addresses[1])
  let output = ''
  receiver.stdout.on('data', (text) => {
    output += text
  })
  await waitUntil('the receiver listens', 10_000, () => output.startsWith('ready'))
  run(0, sender, namespaces.addresses[1])
  await once(receiver, 'exit')
  return Number(output.split('\n')[1])
}

describe.skipIf(reason !== null)('two network namespaces', () => {
  it('lose what they are told to, and double it', async () => {
    const namespaces = await Namespaces.create()
    try {
      expect(await arrivedOf2000(namespaces)).toBe(2_000)
      namespaces.set(1, { loss: 0.25 })
      const arrived = await arrivedOf2000(namespaces)
      expect(arrived).toBe(2_000 - namespaces.dropped(1))
      expect(arrived).toBeGreaterThan(1_350)
      expect(arrived).toBeLessThan(1_650)
      namespaces.set(1, { loss: 0 })
      namespaces.set(0, { loss: 0, duplication: 0.25 })
      const doubled = await arrivedOf2000(namespaces)
      expect(doubled).toBeGreaterThan(2_350)
      expect(doubled).toBeLessThan(2_650)
    } finally {
      await namespaces.end()
    }
  })

  it('are gone however the process ends that made them', async () => {
    const module = fileURLToPath(new URL('../support/namespaces.ts', import.meta.url))
    const program = `
      import { Namespaces } from ${JSON.stringify(module)}
      const namespaces = await Namespaces.create()
      console.log(namespaces.prefix(0)[1], namespaces.prefix(1)[1])
      setTimeout(() => {}, 20_000)
    `
    const args = ['--import', 'tsx', '--input-type=module', '-e', program]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.on('data', (text) => {
      output += text
    })
    await waitUntil('it has made them', 15_000, () => output.includes('\n'))
    const holders = [...output.matchAll(/\/proc\/(\d+)\//g)].map(([, pid]) => pid!)
    expect(holders).toHaveLength(2)
    const alive = (): boolean => holders.some((pid) => existsSync(`/proc/${pid}`))
    expect(alive()).toBe(true)
    child.kill('SIGKILL')
    await waitUntil('they are gone', 5_000, () => !alive())
  })
})
