import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const ownScript = new URL('node.js', import.meta.url)

/** A process of the arena, seen from main.js: asked over the channel that Node gives to child processes. */
export class ArenaProcess {
  child
  #events = []
  #questions = new Map()
  #nextId = 1

  static async start(name, options, script = ownScript) {
    const node = new ArenaProcess(name, options, script)
    await new Promise((resolve, reject) => {
      node.#questions.set('ready', resolve)
      node.child.once('exit', (code) => reject(new Error(`${name} ended with ${code} before it was ready`)))
    })
    return node
  }

  constructor(name, options, script) {
    // 'advanced' carries bytes as they are.
    this.child = fork(fileURLToPath(script), [name, JSON.stringify(options)], { serialization: 'advanced' })
    this.child.on('message', ({ kind, id, answer, event }) => {
      if (kind === 'event') this.#events.push(event)
      else this.#questions.get(id ?? kind)?.(answer)
      this.#questions.delete(id ?? kind)
    })
  }

  get isRunning() {
    return this.child.exitCode === null && this.child.signalCode === null
  }

  ask(question) {
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      this.#questions.set(id, resolve)
      this.child.send({ id, question }, (error) => error && reject(error))
    })
  }

  /** What the node was told of its peers since the last call. */
  takeEvents() {
    return this.#events.splice(0)
  }

  async kill() {
    const exited = once(this.child, 'exit')
    this.child.kill('SIGKILL')
    await exited
  }
}
