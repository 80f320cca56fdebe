// One form of ours and one peer in turns, in a process that has seen no other: prints nanoseconds an entity, round by round.
const [file, ours, peer, count, every, rounds, turnMs] = process.argv.slice(2)
const { subjects } = await import(file)
const number = Number(count)
const pair = [ours, peer].map((name) => subjects[name](number, Number(every)))
const nanoseconds = [[], []]

/** Both did the same, to the last bit. */
function compare(steps) {
  for (const subject of pair) for (let step = 0; step < steps; step++) subject.step()
  const sums = pair.map((subject) => subject.sum())
  if (sums[0] !== sums[1]) throw new Error(`${peer} over ${count}: ${sums[1]}, and ours ${sums[0]}`)
}

function turn(index, milliseconds) {
  const { step } = pair[index]
  let steps = 0
  const start = process.hrtime.bigint()
  let spent = 0
  do {
    step()
    steps++
    spent = Number(process.hrtime.bigint() - start)
  } while (spent < milliseconds * 1e6)
  return spent / steps / number
}

compare(4)
for (const index of [0, 1, 0, 1]) turn(index, Number(turnMs) * 4)
for (let round = 0; round < Number(rounds); round++) {
  for (const index of round % 2 === 0 ? [0, 1] : [1, 0]) nanoseconds[index].push(turn(index, Number(turnMs)))
}
console.log(JSON.stringify(nanoseconds))
