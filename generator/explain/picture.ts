import type { Plan } from '../plan/plan.ts'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const pictureBytesMax = 256
const rowBytes = 16

/**
 * The bytes of a packet, sixteen a row: a letter for each component, a dot for padding. Empty for a packet
 * that is too large, or has too many components, for anybody to read the picture.
 */
export function pictureOf(plan: Pick<Plan, 'packet' | 'components'>): string[] {
  const filled = plan.components.filter(({ size }) => size > 0)
  if (plan.packet.size > pictureBytesMax || filled.length > letters.length) return []
  const cells = new Array<string>(plan.packet.size).fill('.')
  cells.fill('#', 0, plan.packet.headerSize)
  filled.forEach((component, index) => {
    cells.fill(letters[index]!, component.offset, component.offset + component.size)
    for (const hole of component.holes) cells[hole] = '.'
  })
  const rows: string[] = []
  for (let start = 0; start < cells.length; start += rowBytes) {
    rows.push(`  ${String(start).padStart(4)}  ${cells.slice(start, start + rowBytes).join(' ')}`)
  }
  const legend = ['# header', '. padding', ...filled.map(({ name }, index) => `${letters[index]} ${name}`)]
  return [...rows, `        ${legend.join(', ')}`]
}
