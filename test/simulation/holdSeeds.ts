import { expect } from 'vitest'
import { faultKinds } from './configuration.ts'
import { Counts } from './counts.ts'
import { replayCommand, simulate } from './simulate.ts'
import type { TransportName } from './simulatedNetwork.ts'

/** What has to be seen in many runs, besides every kind of fault: else the runs show nothing. */
const wantedAlways = [
  'arrivals',
  'returned',
  'in doubt',
  'in doubt, had arrived',
  'lost in the memory of a process that ended',
  'fire_and_forget lost',
  'queues found full',
  'consumers stalled',
  'left in order',
  'addresses found taken',
  'refused: taken',
  'refused: superseded',
  'probes',
]
const wanted: Readonly<Record<TransportName, readonly string[]>> = {
  tcp: [
    ...wantedAlways,
    'streams cut within their bytes',
    'connections given up',
    'writes not taken at once',
  ],
  udp: [
    ...wantedAlways,
    'datagrams lost',
    'datagrams doubled',
    'datagrams late',
    'datagrams changed, and dropped',
    'datagrams too many to be read',
    'datagrams held up by a partition',
    'datagrams come to where nobody listens',
    'datagrams replayed',
    'datagrams spoofed',
    'datagrams of garbage',
  ],
}

/** Runs seeds, prints what has happened in them, and fails with the command that shows a failure again. */
export function holdSeeds(from: number, count: number, transport: TransportName = 'tcp'): void {
  const total = new Counts()
  for (let seed = from; seed < from + count; seed++) {
    const { failure, tail, counts } = simulate(seed, { transport })
    total.addAll(counts)
    if (failure === null) continue
    throw new Error(
      `${tail}\n\nseed ${seed}: ${failure.message}\nSee it again: ${replayCommand(seed, transport)}`,
      {
        cause: failure,
      },
    )
  }
  console.log(`seeds ${from} to ${from + count - 1}\n${total}`)
  for (const kind of faultKinds[transport]) expect(total.of(`fault: ${kind}`), kind).toBeGreaterThan(0)
  for (const name of wanted[transport]) expect(total.of(name), name).toBeGreaterThan(0)
}
