import { Arena } from './arena.js'
import { draw } from './draw.js'
import { framesOf } from './frames.js'
import { Labels } from './labels.js'
import { layoutFor } from './layout.js'

const stage = document.getElementById('stage')
const canvas = stage.querySelector('canvas')
const context = canvas.getContext('2d')
const labels = new Labels(stage)
let arena = new Arena()
let layout
let colors

addEventListener('resize', resize)
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', resize)
resize()
setInterval(() => labels.show(arena), 150)
requestAnimationFrame(animate)
for (;;) await follow()

/** Takes in frames until the server is gone, then waits a second. */
async function follow() {
  try {
    const response = await fetch('/frames')
    if (response.ok) {
      arena = new Arena()
      stage.dataset.stream = 'open'
      for await (const frame of framesOf(response.body)) arena.takeFrame(frame, performance.now())
    }
  } catch {
    // The server has ended; what to do is the same as where it says no.
  }
  stage.dataset.stream = 'lost'
  await new Promise((resolve) => setTimeout(resolve, 1_000))
}

function animate(now) {
  const seconds = Math.min(0.1, (now - (animate.last ?? now)) / 1_000)
  animate.last = now
  arena.advance(seconds, now)
  draw(context, arena, layout, colors)
  requestAnimationFrame(animate)
}

function resize() {
  layout = layoutFor(stage.clientWidth)
  const scale = devicePixelRatio
  canvas.width = layout.width * scale
  canvas.height = layout.height * scale
  canvas.style.height = `${layout.height}px`
  stage.style.height = `${layout.height}px`
  context.setTransform(scale, 0, 0, scale, 0, 0)
  labels.place(layout)
  colors = colorsOf(getComputedStyle(document.documentElement))
}

function colorsOf(style) {
  const of = (name) => style.getPropertyValue(`--${name}`).trim()
  const names = ['lane', 'arrow', 'card', 'floor', 'border', 'bad', 'warning', 'badFloor', 'warningFloor']
  const all = Object.fromEntries(names.map((name) => [name, of(name)]))
  return { ...all, zones: [of('lobby'), of('forest'), of('desert')] }
}
