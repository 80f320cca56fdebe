// Where rooms, lanes and labels are, in pixels: rooms side by side, or below one another where the page is narrow.
import { links, zones } from './zones.js'

/** Height of the strip with the name of a room. */
const stripHeight = 58
/** Where the middle of a door is on its wall, which goes from -1 to 1, and how far it is from there to its sides. */
const doorAt = 0.46
const doorReach = 0.34
const narrow = 980

export function layoutFor(width) {
  return width < narrow ? columnOf(width) : rowOf(width)
}

function rowOf(width) {
  const gap = Math.max(128, Math.min(210, width * 0.135))
  const size = (width - 2 - 2 * gap) / 3
  const height = Math.min(size, 340)
  const rooms = zones.map((_, index) => ({
    x: 1 + index * (size + gap),
    y: 1,
    width: size,
    height: stripHeight + height,
    floor: { x: 1 + index * (size + gap), y: 1 + stripHeight, width: size, height },
  }))
  const layout = { width, height: stripHeight + height + 132, rooms, isColumn: false, lanes: new Map() }
  const bottom = 1 + stripHeight + height
  for (const { from, to, key } of links) {
    if (Math.abs(to - from) === 1) {
      const forth = to > from
      const y = layout.rooms[0].floor.y + (height * (1 + (forth ? -doorAt : doorAt))) / 2
      const x = 1 + Math.min(from, to) * (size + gap) + size
      const points = forth ? [x, y, x + gap, y] : [x + gap, y, x, y]
      layout.lanes.set(key, {
        points: pairs(points),
        label: { x: x + 10, y: forth ? y - 60 : y + 16, width: gap - 20, height: 44, isWide: false },
      })
    } else {
      // The two lanes below the rooms lie within each other, so that they do not cross.
      const depth = bottom + (from < to ? 54 : 112)
      const start = atDoor(rooms[from].floor, doorAt)
      const end = atDoor(rooms[to].floor, -doorAt)
      layout.lanes.set(key, {
        points: pairs([start, bottom, start, depth, end, depth, end, bottom]),
        label: { x: width / 2 - 170, y: depth - 38, width: 340, height: 24, isWide: true },
      })
    }
  }
  return layout
}

function columnOf(width) {
  const side = 64
  const size = width - side - 2
  const height = Math.min(size, 300)
  const gap = 112
  const rooms = zones.map((_, index) => {
    const y = 1 + index * (stripHeight + height + gap)
    return {
      x: 1,
      y,
      width: size,
      height: stripHeight + height,
      floor: { x: 1, y: y + stripHeight, width: size, height },
    }
  })
  const bottom = 3 * (stripHeight + height) + 2 * gap
  const layout = { width, height: bottom + 80, rooms, isColumn: true, lanes: new Map() }
  for (const { from, to, key } of links) {
    if (Math.abs(to - from) === 1) {
      const forth = to > from
      const x = 1 + (size * (1 + (forth ? -doorAt : doorAt))) / 2
      const above = rooms[Math.min(from, to)]
      const y = above.y + above.height
      const points = forth ? [x, y, x, y + gap] : [x, y + gap, x, y]
      const left = 1 + (size * (1 - doorAt)) / 2 + 12
      layout.lanes.set(key, {
        points: pairs(points),
        label: {
          x: left,
          y: y + (forth ? 10 : 58),
          width: size * doorAt - 24,
          height: 44,
          isWide: false,
        },
      })
    } else {
      const right = size + (from < to ? 22 : 48)
      const start = besideDoor(rooms[from].floor, doorAt)
      const end = besideDoor(rooms[to].floor, -doorAt)
      layout.lanes.set(key, {
        points: pairs([size, start, right, start, right, end, size, end]),
        label: {
          x: 1,
          y: bottom + (from < to ? 14 : 46),
          width: Math.min(340, size),
          height: 24,
          isWide: true,
        },
      })
    }
  }
  return layout
}

/** The pixel of a place in a room, both from -1 to 1. In a column the rooms are turned over their diagonal. */
export function pixelOf(layout, zone, x, y) {
  const { floor } = layout.rooms[zone]
  const [right, down] = layout.isColumn ? [y, x] : [x, y]
  const margin = 5
  return [
    floor.x + margin + ((floor.width - 2 * margin) * (1 + right)) / 2,
    floor.y + margin + ((floor.height - 2 * margin) * (1 + down)) / 2,
  ]
}

/** The two ends of the door from a room to another, on its wall. */
export function doorOf(layout, from, to) {
  const isBeside = Math.abs(to - from) === 1
  const along = isBeside && to > from ? -doorAt : doorAt
  const ends = [along - doorReach, along + doorReach]
  return ends.map((at) => pixelOf(layout, from, ...(isBeside ? [to - from, at] : [at, 1])))
}

/** The pixel at a part of the way, 0 to 1, along lines between points. */
export function alongPath(points, part) {
  const lengths = points
    .slice(1)
    .map(([x, y], index) => Math.hypot(x - points[index][0], y - points[index][1]))
  let left = part * lengths.reduce((sum, length) => sum + length, 0)
  for (const [index, length] of lengths.entries()) {
    if (left > length && index < lengths.length - 1) {
      left -= length
      continue
    }
    const share = length === 0 ? 0 : Math.min(1, left / length)
    const [[x, y], [nextX, nextY]] = [points[index], points[index + 1]]
    return [x + (nextX - x) * share, y + (nextY - y) * share]
  }
  return points[0]
}

function atDoor(floor, door) {
  return floor.x + (floor.width * (1 + door)) / 2
}

function besideDoor(floor, door) {
  return floor.y + (floor.height * (1 + door)) / 2
}

function pairs(numbers) {
  return numbers.flatMap((x, index) => (index % 2 === 0 ? [[x, numbers[index + 1]]] : []))
}
