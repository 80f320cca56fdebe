// Carries packets through reused buffers, each way, and counts the corrupt ones: `npm run soak:tcp [-- COUNT]`,
// 40 million where no count is given.

import { carryPackets } from '../streams/bufferReuse.ts'
import { freePort } from '../streams/tcpHelpers.ts'

const packets = Number(process.argv[2] ?? 40_000_000)
for (const writing of ['dialed', 'accepted'] as const) {
  const startMs = performance.now()
  const outcome = await carryPackets(await freePort(), packets, writing)
  const seconds = (performance.now() - startMs) / 1000
  console.log(
    `${writing} stream: ${outcome.packets} packets of 96 bytes in ${seconds.toFixed(1)} s, ${outcome.corrupt} corrupt; ` +
      `${outcome.taken} buffers taken at once, ${outcome.kept} kept until drained`,
  )
  if (outcome.corrupt > 0 || outcome.packets !== packets) process.exitCode = 1
}
