import type { Problem } from '../../generator/diagnostic/diagnostic.ts'
import { defaults } from '../defaults.ts'
import { quote } from '../words.ts'
import { unknownWorld } from './references.ts'
import { keyProblem, type LinkView, member, type SchemaView, valueProblem } from './view.ts'

/** Links that lead nowhere or stand twice, and batches that do not fit their queue. */
export function checkLinks(view: SchemaView): Problem[] {
  const { worlds, links, linksListed } = view
  if (worlds === null || links === null) return []
  if (linksListed && links.length > 0 && worlds.size === 1) {
    const message = `links are listed, but ${quote([...worlds.keys()].join())} is the only world`
    return [keyProblem('ECS305', ['links'], message, 'remove the links, or add a world')]
  }
  return [...(linksListed ? checkListed(view, links) : []), ...checkBatches(view, links)]
}

function checkListed(view: SchemaView, links: readonly LinkView[]): Problem[] {
  const seen = new Map<string, LinkView>()
  return links.flatMap((link) => {
    const { from, to, path } = link
    const unknown = [
      ...unknownWorld(view, from, [...path, 'from']),
      ...unknownWorld(view, to, [...path, 'to']),
    ]
    if (unknown.length > 0) return unknown
    if (from === to) {
      return [
        valueProblem(
          'ECS303',
          [...path, 'to'],
          `the link leads from ${from} to itself`,
          'name another world',
        ),
      ]
    }
    const pair = `${from} ${to}`
    if (seen.has(pair)) {
      return [
        valueProblem(
          'ECS304',
          path,
          `the link from ${from} to ${to} is listed twice`,
          'remove one of the two',
        ),
      ]
    }
    seen.set(pair, link)
    return []
  })
}

/** A batch size holds for many queues: the first that is too small for it is named, once per batch size. */
function checkBatches({ input, worlds }: SchemaView, links: readonly LinkView[]): Problem[] {
  const reported = new Set<string>()
  return links.flatMap((link) => {
    const own = member(link.input, 'queue')
    const shared = member(input, 'queue')
    const ownBatch = member(own, 'batchSize')
    const batchSize = ownBatch ?? member(shared, 'batchSize')
    const capacity =
      member(own, 'capacity') ??
      member(worlds!.get(link.to)?.input, 'capacity') ??
      member(shared, 'capacity') ??
      defaults.queueCapacityPackets
    if (typeof batchSize !== 'number' || typeof capacity !== 'number' || batchSize <= capacity) return []
    const path = ownBatch === undefined ? ['queue', 'batchSize'] : [...link.path, 'queue', 'batchSize']
    const key = JSON.stringify(path)
    if (reported.has(key)) return []
    reported.add(key)
    const queue = `the queue from ${link.from} to ${link.to}`
    const message = `batchSize ${batchSize} is larger than the capacity ${capacity} of ${queue}`
    return [
      valueProblem('ECS404', path, message, `use at most ${capacity}, or give that queue more capacity`),
    ]
  })
}
