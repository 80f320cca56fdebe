import type { Plan } from './plan.ts'

function assert(condition: boolean, claim: string): void {
  if (!condition)
    throw new Error(`the plan breaks its own rule: ${claim} (a bug of ecs-gen, please report it)`)
}

/** The relations that generated code relies on without looking. Throws when the planner is wrong. */
export function assertInvariants(plan: Plan): void {
  const { packet } = plan
  let end = packet.headerSize
  for (const component of plan.components) {
    assert(component.offset >= end, `component ${component.name} starts behind what stands before it`)
    // Views of 2, 4 and 8 byte elements index by division: an unaligned offset would read elsewhere.
    assert(component.offset % component.align === 0, `component ${component.name} is aligned`)
    assert(component.end <= packet.size, `component ${component.name} ends within the packet`)
    let fieldEnd = component.offset
    for (const field of component.fields) {
      assert(field.offset >= fieldEnd, `field ${component.name}.${field.name} overlaps none`)
      assert(field.offset % field.align === 0, `field ${component.name}.${field.name} is aligned`)
      fieldEnd = field.offset + field.size
    }
    assert(fieldEnd <= component.end, `the fields of ${component.name} end within it`)
    end = component.end
  }
  assert(packet.size % 8 === 0, 'a packet is a whole number of 64-bit words')

  let word = 0
  for (const queue of plan.queues) {
    // Positions wrap by `& (capacity - 1)`, and 32-bit indices wrap evenly only over a power of two.
    assert((queue.capacity & (queue.capacity - 1)) === 0, `the capacity of ${queue.name} is a power of two`)
    assert(queue.batchSize <= queue.capacity, `a batch of ${queue.name} fits in it`)
    assert(queue.word % 32 === 0, `${queue.name} starts on a line of its own`)
    assert(queue.word >= word, `${queue.name} overlaps no other queue`)
    word = queue.word + 64 + queue.capacity * queue.slotWords
    assert(word * 4 <= plan.memory.bytes, `${queue.name} ends within the memory`)
  }
  for (const world of plan.worlds) {
    assert(world.inbound.length <= 32 * world.readyWords, `every queue into ${world.name} has a ready bit`)
    assert(world.wakeWord === world.sleeperWord + 1, `the wake word of ${world.name} follows its sleepers`)
  }
}
