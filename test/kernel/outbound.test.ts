import { describe, expect, it } from 'vitest'
import { AcknowledgedChannel } from '../../templates/kernel/acknowledged-channel.ts'
import { FireAndForgetChannel } from '../../templates/kernel/fire-and-forget-channel.ts'
import { Sender } from './channelHelpers.ts'

const starts = [0, 8, 0x7fff_fffc, -0x8000_0000, -4]

describe.each(starts)('a channel that starts at %i', (start) => {
  it('writes what the peer has room for, and frees what it has acknowledged', () => {
    const sender = new Sender(AcknowledgedChannel, start)
    const { channel } = sender
    sender.queue(8)
    expect(sender.write()).toEqual([])
    channel.open(3)
    expect(sender.write()).toEqual([[0, 1, 2]])
    expect(channel.pending).toBe(8)
    expect(sender.queue(1)).toBe(false)
    expect(sender.acknowledge(2, 3)).toBe(true)
    expect(channel.pending).toBe(6)
    expect(sender.queue(3)).toBe(false)
    expect(sender.write()).toEqual([[3, 4]])
    expect(sender.acknowledge(5, 100)).toBe(true)
    expect(sender.write()).toEqual([[5, 6, 7, 8, 9]])
    expect(channel).toMatchObject({ written: 10, acknowledged: 5, resent: 0, returned: 0 })
  })

  it('believes no acknowledgement of what it has not written, and skips a late one', () => {
    const sender = new Sender(AcknowledgedChannel, start)
    sender.channel.open(8)
    sender.queue(6)
    sender.write()
    expect(sender.acknowledge(7, 8)).toBe(false)
    expect(sender.acknowledge(4, 4)).toBe(true)
    expect(sender.acknowledge(2, 8)).toBe(true)
    expect(sender.channel).toMatchObject({ acknowledged: 4, pending: 2 })
    sender.queue(5)
    expect(sender.write(), 'the late one opens nothing').toEqual([[6, 7]])
    expect(sender.acknowledge(4, 2), 'a window never shrinks').toBe(true)
    expect(sender.write()).toEqual([])
  })

  it('goes on where the peer says, and writes again only what has not arrived', () => {
    const sender = new Sender(AcknowledgedChannel, start)
    const { channel } = sender
    channel.open(8)
    sender.queue(6)
    sender.write()
    expect(channel.hasWritten(sender.number(6))).toBe(true)
    expect(channel.hasWritten(sender.number(7))).toBe(false)
    channel.resume(sender.number(4))
    channel.open(4)
    expect(channel.start).toBe(sender.number(4))
    sender.queue(2)
    expect(sender.write()).toEqual([[4, 5, 6, 7]])
    expect(channel).toMatchObject({ written: 10, resent: 2, acknowledged: 4 })
    channel.resumeUnheard()
    channel.open(8)
    expect(sender.write(), 'from the last acknowledgement').toEqual([[4, 5, 6, 7]])
  })

  it('gives back in doubt what was written to a process that has ended, before anything goes to the next', () => {
    const sender = new Sender(AcknowledgedChannel, start)
    const { channel } = sender
    channel.open(4)
    sender.queue(8)
    sender.write()
    sender.acknowledge(1, 0)
    channel.restart()
    channel.resumeUnheard()
    channel.open(2)
    expect(sender.takeReturned()).toEqual([-2, -3, -4])
    expect(sender.write()).toEqual([[4, 5]])
    expect(channel).toMatchObject({ returnedInDoubt: 3, returned: 0, pending: 4, acknowledged: 1 })
  })

  it('gives back in time what is not written, and leaves its numbers out', () => {
    const sender = new Sender(AcknowledgedChannel, start)
    const { channel } = sender
    channel.open(2)
    sender.queue(5)
    channel.expire(0)
    sender.write()
    channel.expire(160)
    expect(sender.takeReturned()).toEqual([])
    channel.expire(161)
    expect(sender.takeReturned()).toEqual([2, 3, 4])
    sender.queue(3)
    expect(sender.write(), 'the gap opens no room').toEqual([])
    expect(sender.acknowledge(2, 1)).toBe(true)
    expect(sender.write()).toEqual([[5]])
    expect(sender.acknowledge(6, 8)).toBe(true)
    expect(sender.write()).toEqual([[6, 7]])
    expect(channel).toMatchObject({ returned: 3, acknowledged: 3, pending: 2 })
  })

  it('gives back what was written before, once the peer has denied it, and joins the gaps', () => {
    const sender = new Sender(AcknowledgedChannel, start)
    const { channel } = sender
    channel.open(3)
    sender.queue(6)
    channel.expire(0)
    sender.write()
    channel.expire(200)
    expect(sender.takeReturned()).toEqual([3, 4, 5])
    channel.resume(sender.number(1))
    channel.open(1)
    channel.expire(201)
    expect(sender.takeReturned()).toEqual([1, 2])
    expect(channel.pending).toBe(0)
    sender.queue(2)
    expect(sender.write()).toEqual([[6]])
    channel.resume(sender.number(1))
    channel.open(2)
    expect(channel.start, 'a peer that has heard no welcome').toBe(sender.number(6))
    expect(sender.write()).toEqual([[6, 7]])
  })

  it('waits while the world does not take what came back', () => {
    const sender = new Sender(AcknowledgedChannel, start)
    const { channel } = sender
    sender.queue(8)
    channel.expire(0)
    channel.expire(200)
    expect(channel.pending).toBe(0)
    sender.queue(8)
    channel.expire(201)
    channel.expire(400)
    expect(channel.pending).toBe(8)
    expect(sender.takeReturned(3)).toEqual([0, 1, 2])
    channel.expire(401)
    expect(channel.pending).toBe(5)
    expect(sender.takeReturned()).toEqual([3, 4, 5, 6, 7, 8, 9, 10])
    channel.expire(402)
    expect(sender.takeReturned()).toEqual([11, 12, 13, 14, 15])
  })

  it('gives back everything when the node gives up', () => {
    const sender = new Sender(AcknowledgedChannel, start)
    const { channel } = sender
    channel.open(2)
    sender.queue(5)
    sender.write()
    channel.giveUp(0)
    expect(sender.takeReturned()).toEqual([-1, -2, 2, 3, 4])
    expect(channel.pending).toBe(0)
  })

  it('forgets what it has written where nothing is acknowledged', () => {
    const sender = new Sender(FireAndForgetChannel, start)
    const { channel } = sender
    channel.open(4)
    sender.queue(8)
    expect(sender.write()).toEqual([[0, 1, 2, 3]])
    expect(channel.pending).toBe(4)
    sender.acknowledge(1, 4)
    expect(sender.write()).toEqual([[4]])
    channel.resume(sender.number(2))
    channel.open(4)
    expect(channel).toMatchObject({ lost: 3, acknowledged: 2 })
    expect(sender.write(), 'nothing twice').toEqual([[5, 6, 7]])
    channel.restart()
    expect(channel).toMatchObject({ lost: 6, returnedInDoubt: 0, pending: 0 })
  })
})

it('fills no further than the buffer, and goes on in the next', () => {
  const sender = new Sender(AcknowledgedChannel, 0)
  sender.channel.open(8)
  sender.queue(8)
  expect(sender.write(4 + 15), 'no room for a whole packet').toEqual([])
  expect(sender.write(4 + 16)).toEqual([[0]])
  expect(sender.write(4 + 16 + 8)).toEqual([[1, 2, 3]])
  expect(sender.write()).toEqual([[4, 5, 6, 7]])
})

// What was in the way of these was a gap that stood where none was, or outlived its stream.
it('an empty gap is nowhere', () => {
  const sender = new Sender(AcknowledgedChannel, 0)
  const { channel } = sender
  sender.queue(8)
  channel.expire(0)
  channel.expire(200)
  sender.queue(8)
  channel.expire(200)
  channel.open(4)
  expect(sender.write()).toEqual([[8, 9, 10, 11]])
  sender.acknowledge(8, 4)
  channel.expire(400)
  channel.resume(8)
  channel.open(4)
  expect(sender.takeReturned()).toHaveLength(8)
  channel.expire(401)
  expect(sender.takeReturned()).toEqual([8, 9, 10, 11, 12, 13, 14, 15])
  expect(sender.write()).toEqual([])
})

it('a gap does not outlive the process that it was for', () => {
  const sender = new Sender(FireAndForgetChannel, 0)
  const { channel } = sender
  channel.open(1)
  sender.queue(4)
  channel.expire(0)
  sender.write()
  channel.expire(200)
  sender.acknowledge(1, 1)
  sender.queue(4)
  expect(sender.write()).toEqual([[4]])
  channel.giveUp(200)
  expect(sender.takeReturned()).toEqual([1, 2, 3, 5, 6, 7])
})
