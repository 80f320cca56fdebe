// Draws rooms, lanes and dots; all text is in labels.js.
import { alongPath, doorOf, pixelOf } from './layout.js'
import { links } from './zones.js'

const tubeWidth = 16

export function draw(context, arena, layout, colors) {
  context.clearRect(0, 0, layout.width, layout.height)
  for (const { key } of links) drawLane(context, layout.lanes.get(key), arena.links.get(key), colors)
  for (const [zone, room] of layout.rooms.entries()) drawRoom(context, room, arena.zones[zone], colors)
  for (const { from, to } of links) drawDoor(context, doorOf(layout, from, to), colors.zones[to])
  for (const dot of arena.dots.values()) drawDot(context, dot, layout, colors)
}

function drawLane(context, { points }, { peer }, colors) {
  const color = peer === 'connected' ? colors.lane : peer === 'connecting' ? colors.warning : colors.bad
  context.lineJoin = 'round'
  context.lineCap = 'butt'
  context.globalAlpha = peer === 'connected' ? 1 : 0.3
  context.strokeStyle = color
  context.lineWidth = tubeWidth
  trace(context, points)
  context.stroke()
  context.globalAlpha = 1
  if (peer !== 'connected') {
    context.lineWidth = 1.5
    context.setLineDash([6, 5])
    context.stroke()
    context.setLineDash([])
  }
  for (const part of points.length === 2 ? [0.5] : [0.25, 0.5, 0.75]) drawArrow(context, points, part, colors)
}

function trace(context, points) {
  context.beginPath()
  for (const [index, [x, y]] of points.entries()) index === 0 ? context.moveTo(x, y) : context.lineTo(x, y)
}

function drawArrow(context, points, part, colors) {
  const [x, y] = alongPath(points, part)
  const [aheadX, aheadY] = alongPath(points, part + 0.01)
  context.save()
  context.translate(x, y)
  context.rotate(Math.atan2(aheadY - y, aheadX - x))
  context.strokeStyle = colors.arrow
  context.lineWidth = 2
  context.lineCap = 'round'
  context.beginPath()
  context.moveTo(-3, -4)
  context.lineTo(2, 0)
  context.lineTo(-3, 4)
  context.stroke()
  context.restore()
}

function drawRoom(context, { x, y, width, height, floor }, { state }, colors) {
  context.beginPath()
  context.roundRect(x, y, width, height, 12)
  context.fillStyle = colors.card
  context.fill()
  context.beginPath()
  context.roundRect(floor.x, floor.y, floor.width, floor.height, [0, 0, 12, 12])
  context.fillStyle =
    state === 'running' ? colors.floor : state === 'killed' ? colors.badFloor : colors.warningFloor
  context.fill()
  context.beginPath()
  context.roundRect(x, y, width, height, 12)
  context.strokeStyle = state === 'running' ? colors.border : state === 'killed' ? colors.bad : colors.warning
  context.lineWidth = state === 'running' ? 1 : 2
  context.stroke()
}

/** In the colour of the zone that it leads to. */
function drawDoor(context, ends, color) {
  context.globalAlpha = 0.55
  context.strokeStyle = color
  context.lineWidth = 3
  context.lineCap = 'round'
  trace(context, ends)
  context.stroke()
  context.globalAlpha = 1
}

function drawDot(context, dot, layout, colors) {
  const [x, y] = placeOf(dot, layout)
  const radius = 1.7 + (Math.min(100, dot.gold) / 100) * 1.7
  context.globalAlpha = Math.max(0, dot.fade)
  context.beginPath()
  context.arc(x, y, radius, 0, 2 * Math.PI)
  if (dot.isInDoubt) {
    context.strokeStyle = colors.zones[dot.home]
    context.lineWidth = 1.3
    context.stroke()
  } else {
    context.fillStyle = dot.isGoing ? colors.bad : colors.zones[dot.home]
    context.fill()
  }
  context.globalAlpha = 1
}

function placeOf({ zone, shownX, shownY, trip }, layout) {
  if (trip === undefined) return pixelOf(layout, zone, shownX, shownY)
  const { from, to, exit, part } = trip
  const start = pixelOf(layout, from, exit.x, exit.y)
  const end = pixelOf(layout, to, -exit.x, exit.y)
  return alongPath([start, ...layout.lanes.get(`${from}-${to}`).points, end], Math.min(1, Math.max(0, part)))
}
