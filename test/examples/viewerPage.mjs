// Run within the page of the viewer.

/** How many pixels of the canvas, in the room of a process, have the colour of those who were born in a zone. */
export function countPixels([node, zone]) {
  const canvas = document.querySelector('canvas')
  const color = getComputedStyle(document.documentElement).getPropertyValue(`--${zone}`)
  const [red, green, blue] = color.match(/[0-9a-f]{2}/g).map((digits) => Number.parseInt(digits, 16))
  const room = document.querySelector(`[data-node="${node}"]`)
  const { data } = canvas
    .getContext('2d')
    .getImageData(room.offsetLeft, room.offsetTop + room.offsetHeight, room.offsetWidth, 250)
  let count = 0
  for (let at = 0; at < data.length; at += 4) {
    if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) count++
  }
  return count
}

/** Texts that lie on one another or stick out of their place. */
export function overlaps() {
  const texts = '.room .name, .room .process, .room .who, .room button, .lane span, dt, dd, h1, p, .legend span'
  const seen = [...document.querySelectorAll(texts)]
    .map((element) => ({ element, box: element.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 0 && box.height > 0)
  const found = []
  for (const [index, one] of seen.entries()) {
    if (one.element.closest('.lane')?.scrollWidth > one.element.closest('.lane')?.clientWidth) {
      found.push(`${one.element.textContent} sticks out`)
    }
    for (const other of seen.slice(index + 1)) {
      if (one.element.contains(other.element) || other.element.contains(one.element)) continue
      const isApart =
        one.box.right <= other.box.left + 1 ||
        other.box.right <= one.box.left + 1 ||
        one.box.bottom <= other.box.top + 1 ||
        other.box.bottom <= one.box.top + 1
      if (!isApart) found.push(`${one.element.textContent} | ${other.element.textContent}`)
    }
  }
  return found
}

/** How far the page sticks out of its window to the right. */
export function excessWidth() {
  return document.documentElement.scrollWidth - document.documentElement.clientWidth
}

/** The sum that the page shows, all of it at the same moment. */
export function ledger() {
  const names = ['born', 'here', 'onTheWay', 'inDoubt', 'lost']
  const numberOf = (name) => Number(document.getElementById(name).textContent.replaceAll(',', ''))
  return Object.fromEntries(names.map((name) => [name, numberOf(name)]))
}
