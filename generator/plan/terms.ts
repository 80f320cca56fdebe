import { limits } from '../../schemas/limits.ts'
import { fnv1a32 } from './hash.ts'
import type { FieldPlan, OwnershipPlan, TermPlan } from './plan.ts'
import { carriedBy } from './queues.ts'
import type { WireInput } from './wire.ts'

/** What stands between the parts of a term; no name and no type holds it. */
const separator = '; '
const ellipsis = '...'

/**
 * What two nodes have to agree on, one by one and in words, so that a refusal can name the first that differs. It covers
 * what the schema hash covers, in the order in which people look for it, and ends where HELLO has no room for more.
 */
export function termsOf(wire: WireInput): TermPlan[] {
  return [...componentTerms(wire), ...worldTerms(wire), ...clusterTerms(wire), ...linkTerms(wire)]
    .flatMap(({ head, parts }) => texts(head, parts))
    .slice(0, limits.terms)
    .map(({ whole, told }) => ({ text: told, hash: hashOf(whole) }))
}

interface Term {
  readonly head: string
  readonly parts: readonly string[]
}

function componentTerms({ components }: WireInput): Term[] {
  const part = (field: FieldPlan): string => `${field.name}: ${field.typeText}`
  return components.map(({ name, fields }) => ({ head: `component ${name}`, parts: fields.map(part) }))
}

function worldTerms({ input, homes }: WireInput): Term[] {
  const nodes = Object.keys(input.cluster?.nodes ?? {})
  return Object.keys(input.worlds).map((world, id) => ({
    head: `world ${world}`,
    parts: [`on node ${nodes[homes?.[id] ?? -1]}`],
  }))
}

function clusterTerms({ input, ownership }: WireInput): Term[] {
  const { nodes = {}, topology = 'mesh', hub, security = 'none' } = input.cluster ?? {}
  const names = Object.keys(nodes)
  return [
    ...names.map((name) => ({ head: `node ${name}`, parts: [] })),
    { head: 'topology', parts: [topology === 'star' ? `star around ${hub ?? names[0]}` : topology] },
    { head: 'security', parts: [security] },
    { head: 'ownership', parts: [ownershipText(ownership)] },
  ]
}

function ownershipText(ownership: OwnershipPlan | null): string {
  switch (ownership?.strategy) {
    case undefined:
      return 'none'
    case 'hash':
      return 'hash'
    case 'range':
      return `range of ${ownership.entitiesPerNode}`
    case 'consistent_hash':
      return `consistent_hash of ${ownership.virtualNodes}`
  }
}

function linkTerms({ input, links, homes, held, packet, components }: WireInput): Term[] {
  const worlds = Object.keys(input.worlds)
  return links
    .filter((link) => homes?.[link.from] !== homes?.[link.to])
    .map((link) => {
      const mask = carriedBy(link, held, packet.maskWords)
      const carried = components.filter(({ id }) => ((mask[id >>> 5] ?? 0) & (1 << (id & 31))) !== 0)
      const isAll = carried.length === components.length
      return {
        head: `link ${worlds[link.from]} -> ${worlds[link.to]}`,
        parts: [
          link.deliveries.join(' and '),
          link.priorityCapacity > 0 ? 'with priority' : 'without priority',
          ...(isAll ? ['carries all'] : carried.map(({ name }) => `carries ${name}`)),
        ],
      }
    })
}

/** As many texts as its parts need, each with the head; a part that is too long by itself is told up to there. */
function texts(head: string, parts: readonly string[]): { readonly whole: string; readonly told: string }[] {
  const all: string[] = []
  let text = head
  for (const part of parts) {
    const longer = `${text}${separator}${part}`
    if (longer.length <= limits.termBytes || text === head) text = longer
    else {
      all.push(text)
      text = `${head}${separator}${part}`
    }
  }
  return [...all, text].map((whole) => ({ whole, told: cut(whole) }))
}

function cut(text: string): string {
  if (text.length <= limits.termBytes) return text
  return text.slice(0, limits.termBytes - ellipsis.length) + ellipsis
}

/** 31 bits, and never the 0 that stands for none. */
function hashOf(text: string): number {
  return fnv1a32(text) & 0x7fffffff || 1
}
