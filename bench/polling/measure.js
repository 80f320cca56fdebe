import { performance } from 'node:perf_hooks'

// Each world sends the same number of packets a tick, whatever the number of worlds: what may grow with the
// matrix is then only the cost of finding them.
const BURSTS = 4
const BURST_PACKETS = 8

/** One tick: every world sends four bursts to worlds in rotation, then every world takes what came. */
function tick(subject, worldCount, number) {
  let sent = 0
  for (let source = 0; source < worldCount; source++) {
    for (let burst = 0; burst < BURSTS; burst++) {
      // One of the others, never itself.
      const step = 1 + ((number * BURSTS + burst) % (worldCount - 1))
      sent += subject.send(source, (source + step) % worldCount, BURST_PACKETS)
    }
  }
  let taken = 0
  for (let target = 0; target < worldCount; target++) taken += subject.drain(target)
  if (sent !== worldCount * BURSTS * BURST_PACKETS || taken !== sent) {
    throw new Error(`${subject.name}: ${sent} packets sent and ${taken} taken at ${worldCount} worlds`)
  }
  return sent
}

function idleSweep(subject, worldCount) {
  for (let target = 0; target < worldCount; target++) {
    if (subject.drain(target) !== 0) throw new Error(`${subject.name}: a packet out of nowhere`)
  }
}

/** Nanoseconds for a packet sent and taken, and for one look at every queue while all are empty. */
export function measurePolling(subject, worldCount, turnMs) {
  let packets = 0
  let number = 0
  const packetStart = performance.now()
  do {
    for (let repeat = 0; repeat < 16; repeat++) packets += tick(subject, worldCount, number++)
  } while (performance.now() - packetStart < turnMs)
  const packetMs = performance.now() - packetStart

  let sweeps = 0
  const idleStart = performance.now()
  do {
    for (let repeat = 0; repeat < 64; repeat++) idleSweep(subject, worldCount)
    sweeps += 64
  } while (performance.now() - idleStart < turnMs)
  const idleMs = performance.now() - idleStart

  return { packetNs: (packetMs * 1e6) / packets, sweepNs: (idleMs * 1e6) / sweeps }
}
