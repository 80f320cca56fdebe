import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

interface Event {
  readonly type: string
  readonly state?: string
  readonly text?: string
  readonly entity?: number
}

/** A node of the valley as a process, with the events that it has told. */
export class NodeProcess {
  readonly events: Event[] = []
  private readonly child: ChildProcess
  private readonly label: string

  constructor(name: string, version: string, folder: string, ports: readonly number[]) {
    this.label = `${name} (${version})`
    const program = fileURLToPath(new URL('node.ts', import.meta.url))
    const options = { execArgv: ['--import', 'tsx'] }
    this.child = fork(
      program,
      [`${folder}/${version}/valley.${name}.gen.ts`, name, JSON.stringify(ports)],
      options,
    )
    this.child.on('message', (event) => {
      this.events.push(event as Event)
      this.show(event as Event)
    })
  }

  send(entity: number): void {
    this.child.send({ send: entity })
  }

  /** The first event of a kind that holds, within 40 seconds: on a busy machine a process takes its time to start. */
  async heard(isIt: (event: Event) => boolean): Promise<Event> {
    for (const end = Date.now() + 40_000; Date.now() < end; await sleep(20)) {
      const event = this.events.find(isIt)
      if (event !== undefined) return event
    }
    throw new Error(`${this.label} has not told what was awaited, but ${JSON.stringify(this.events)}`)
  }

  async leave(): Promise<void> {
    const exited = once(this.child, 'exit')
    this.child.send({})
    await exited
    console.log(`  ${this.label} has left`)
  }

  kill(): void {
    this.child.kill('SIGKILL')
  }

  private show({ type, state, text, entity }: Event): void {
    if (type === 'peer' && state === 'connected') console.log(`  ${this.label} is connected`)
    if (type === 'refused') console.log(`  ${this.label} is told: ${text}`)
    if (type === 'arrived') console.log(`  ${this.label} takes in entity ${entity}`)
  }
}
