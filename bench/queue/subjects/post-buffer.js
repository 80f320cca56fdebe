// The best that postMessage can do: packets packed into buffers of 1,024, which are transferred, not copied,
// and come back to be filled again.

const PACKETS = 1024
const WORDS = 16
const BUFFERS = 8

export const name = 'postMessage, 1,024 packets a transferred buffer'
export const memory = undefined

const free = []

export async function produce(count, port) {
  while (free.length < BUFFERS) free.push(new ArrayBuffer(PACKETS * WORDS * 4))
  let wake = () => {}
  const takeBack = (buffer) => {
    free.push(buffer)
    wake()
  }
  port.on('message', takeBack)
  for (let sent = 0; sent < count; sent += PACKETS) {
    while (free.length === 0) {
      await new Promise((resolve) => {
        wake = resolve
      })
    }
    const buffer = free.pop()
    fill(buffer, sent, Math.min(PACKETS, count - sent))
    port.postMessage({ buffer, packets: Math.min(PACKETS, count - sent) }, [buffer])
  }
  while (free.length < BUFFERS) {
    await new Promise((resolve) => {
      wake = resolve
    })
  }
  port.off('message', takeBack)
}

function fill(buffer, first, packets) {
  const I32 = new Int32Array(buffer)
  const F32 = new Float32Array(buffer)
  const F64 = new Float64Array(buffer)
  for (let slot = 0; slot < packets; slot++) {
    const index = first + slot
    const w = slot * WORDS
    const value = (index & 1023) + 0.5
    I32[w] = index
    I32[w + 1] = index & 0xffff
    I32[w + 2] = 0x40100
    I32[w + 3] = 15
    F32[w + 4] = value
    F32[w + 5] = value + 1
    F32[w + 6] = value + 2
    F32[w + 7] = value + 3
    F32[w + 8] = value + 4
    F32[w + 9] = value + 5
    F32[w + 10] = value + 6
    F32[w + 11] = value + 7
    F32[w + 12] = value + 8
    F32[w + 13] = value + 9
    F64[(w + 14) >> 1] = index * 0.5
  }
}

export function consume(count, port) {
  const sums = { ids: 0, values: 0 }
  let received = 0
  return new Promise((resolve) => {
    port.on('message', function receive({ buffer, packets }) {
      add(sums, buffer, packets)
      port.postMessage(buffer, [buffer])
      received += packets
      if (received < count) return
      port.off('message', receive)
      resolve(sums)
    })
  })
}

function add(sums, buffer, packets) {
  const I32 = new Int32Array(buffer)
  const F32 = new Float32Array(buffer)
  const F64 = new Float64Array(buffer)
  let { ids, values } = sums
  for (let slot = 0; slot < packets; slot++) {
    const w = slot * WORDS
    ids = (ids + I32[w] + I32[w + 1] + I32[w + 3]) | 0
    values +=
      F32[w + 4] +
      F32[w + 5] +
      (F32[w + 6] + F32[w + 7]) +
      (F32[w + 8] + F32[w + 9] + (F32[w + 10] + F32[w + 11])) +
      (F32[w + 12] + F32[w + 13] + F64[(w + 14) >> 1])
  }
  sums.ids = ids
  sums.values = values
}
