/** Counts all players when nothing moves any more, and finds out about everyone who is missing. */
export function takeStock({ reports, killedAt, killedZone, zones, playerCount }) {
  const held = reports.flatMap(({ players }) => players)
  const places = new Map(held.map((player) => [player.entity, player]))
  // Nobody can tell while players move; now everybody can be asked. Who is elsewhere stays there.
  const doubtful = reports.flatMap((report) => report.doubtful)
  const takenBack = doubtful.filter(({ entity }) => !places.has(entity))
  for (const player of takenBack) places.set(player.entity, player)

  /** By player, the last departure that a living zone remembers. */
  const departures = new Map()
  for (const departure of reports.flatMap((report) => report.departures)) {
    const last = departures.get(departure.entity)
    if (last === undefined || last.hops < departure.hops) departures.set(departure.entity, departure)
  }
  const died = []
  const lost = []
  for (const [world, zone] of zones.entries()) {
    for (let index = 0; index < playerCount; index++) {
      const entity = world * 1_000_000 + index
      if (places.has(entity)) continue
      const last = departures.get(entity)
      const isDead = last === undefined ? zone === killedZone : last.to === killedZone && last.at <= killedAt
      const list = isDead ? died : lost
      list.push({ entity, gold: goldOf(entity) })
    }
  }

  const total = zones.length * playerCount
  const all = [...held, ...takenBack]
  const goldTotal =
    gold(Array.from({ length: playerCount }, (_, index) => ({ gold: goldOf(index) }))) * zones.length
  const sum = gold(all) + gold(died)
  const cameBack = reports.reduce((count, { counts }) => count + counts.returned, 0)
  return [
    check(`players in two places: ${all.length - places.size}`, all.length === places.size),
    check(`players lost without a reason: ${lost.length}`, lost.length === 0),
    check(
      `players: ${places.size} live + ${died.length} died with the ${killedZone} = ${total}`,
      places.size + died.length === total,
    ),
    check(`gold: ${gold(all)} + ${gold(died)} died with its owners = ${goldTotal}`, sum === goldTotal),
    check('everybody has what they left home with', all.every(isWhole)),
    note(`${cameBack} came back because nobody could take them in time`),
    note(
      `${doubtful.length} were in doubt: ${doubtful.length - takenBack.length} had arrived and gone on, ` +
        `${takenBack.length} were nowhere else and are taken back`,
    ),
  ]
}

function isWhole({ entity, gold, isHome, name }) {
  return isHome && gold === goldOf(entity) && name.endsWith(` #${entity % 1_000_000}`)
}

function goldOf(entity) {
  return 1 + ((entity % 1_000_000) % 100)
}

function gold(list) {
  return list.reduce((sum, player) => sum + player.gold, 0)
}

function check(text, isRight) {
  return { text, isRight }
}

function note(text) {
  return { text, isRight: null }
}
