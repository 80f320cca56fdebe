// One subject at one number of worlds, in a process of its own: the code of one matrix must not have been
// taught by another's. Measures a turn whenever the parent asks, so that turns of all sizes interleave.

import { measurePolling } from './measure.js'

const [url, worlds] = process.argv.slice(2)
const worldCount = Number(worlds)
const subject = await import(`${url}?worlds=${worldCount}`)

process.on('message', (turnMs) => {
  process.send({ name: subject.name, ...measurePolling(subject, worldCount, turnMs) })
})
process.on('disconnect', () => {
  if (Number.isNaN(subject.checksum())) throw new Error(`${subject.name}: a packet was not a packet`)
  process.exit(0)
})
process.send('ready')
