import { faultKinds } from './configuration.ts'
import type { Counts } from './counts.ts'
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

/** What has not happened in many runs although it has to: they would show nothing of it. */
export function unseen(counts: Counts, transport: TransportName): string[] {
  const faults = faultKinds[transport].map((kind) => `fault: ${kind}`)
  return [...faults, ...wanted[transport]].filter((name) => counts.of(name) === 0)
}
