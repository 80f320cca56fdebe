// The receiving end of every subject: adds up what arrives, or sends it back.

import { PACKET_BYTES, Packets } from './packet.js'

/** Messages from this size on are read in place where they are aligned: three views cost less than a copy. */
const IN_PLACE_BYTES = 4096

export async function startReceiver(subject, options, channel) {
  const sums = { ids: 0, values: 0 }
  const scratch = Packets.make(1024)
  let left = 0
  let finish = () => {}
  let isEchoing = false
  let isBusy = false

  /** For subjects that add up by themselves. */
  function took(count) {
    left -= count
    if (left === 0) finish()
  }

  /** For subjects that get messages of whole packets. */
  function take(bytes) {
    if (isEchoing) {
      endpoint.reply()
      return
    }
    const count = bytes.length / PACKET_BYTES
    if (bytes.length >= IN_PLACE_BYTES && (bytes.byteOffset & 7) === 0) {
      new Packets(bytes.buffer, bytes.byteOffset, bytes.length).add(count, sums)
    } else {
      scratch.bytes.set(bytes)
      scratch.add(count, sums)
    }
    took(count)
  }

  const endpoint = await subject.receive(options, { take, took, sums, isEchoing: () => isEchoing }, channel)

  const poll = () => {
    endpoint.poll?.()
    if (isBusy) setImmediate(poll)
  }

  const answers = {
    'connected?': () => endpoint.connected,
    echo() {
      isEchoing = true
      isBusy = true
      poll()
    },
    rest() {
      isEchoing = false
      isBusy = false
    },
    exit() {
      process.exit()
    },
    async expect({ count }) {
      sums.ids = 0
      sums.values = 0
      left = count
      const before = process.cpuUsage()
      // Subjects that are polled are looked at in every turn of the event loop.
      if (endpoint.poll) {
        isBusy = true
        setImmediate(poll)
      }
      await new Promise((resolve) => {
        finish = resolve
      })
      isBusy = false
      const end = process.hrtime.bigint()
      return { ...sums, end, processor: nanosecondsOf(process.cpuUsage(before)) }
    },
  }
  channel.serve(async (request) => answers[request.kind](request))
}

/** Processor time of a process, all its threads. */
export const nanosecondsOf = ({ user, system }) => (user + system) * 1000

/** Questions and answers with a process or a thread. What has no `control` belongs to the subject. */
export function channelOf(peer) {
  const post = (message) => (peer.postMessage ? peer.postMessage(message) : peer.send(message))
  const waiting = new Map()
  let questions = 0
  let serve = null
  const early = []
  const listener = async (message) => {
    const { control } = message
    if (control === undefined) return
    if (control === 'answer') {
      waiting.get(message.question)(message.answer)
      waiting.delete(message.question)
    } else if (serve === null) early.push(message)
    else post({ control: 'answer', question: message.question, answer: await serve(message.request) })
  }
  peer.on('message', listener)
  return {
    peer,
    ask(request) {
      const question = ++questions
      post({ control: 'question', question, request })
      return new Promise((resolve) => waiting.set(question, resolve))
    },
    tell(request) {
      try {
        post({ control: 'question', question: ++questions, request })
      } catch {
        // It is gone already.
      }
    },
    serve(answer) {
      serve = answer
      for (const message of early.splice(0)) listener(message)
    },
    onEnd(then) {
      peer.on('exit', then)
    },
  }
}
