import type { Problem } from '../../generator/diagnostic/diagnostic.ts'
import { detour } from './detour.ts'
import { checkReferencePolicies } from './entities.ts'
import { checkQuantized } from './quantized.ts'
import { type ClusterView, keyWarning, member, type SchemaView, type WorldView } from './view.ts'

/** What is allowed and has no effect, which is rarely meant. */
export function checkUses(view: SchemaView): Problem[] {
  const { components, worlds, links, archetypes } = view
  if (components === null || worlds === null || links === null) return []
  const everything = new Set(components.keys())
  const held = new Map<string, ReadonlySet<string>>()
  for (const { name, listed } of worlds.values()) {
    held.set(name, listed === null ? everything : new Set(listed.map((word) => word.text)))
  }
  const warnings: Problem[] = [
    ...checkPlacement(view),
    ...checkQuantized(view),
    ...checkReferencePolicies(view),
  ]
  const heldAnywhere = union(held.values())
  const carriedByLink = links.map(({ from, to }) => intersect(held.get(from), held.get(to)))
  const carriedAnywhere = union(carriedByLink)

  for (const name of everything) {
    const path = ['components', name]
    if (!heldAnywhere.has(name)) {
      const hint = 'add it to the components of a world, or remove it'
      warnings.push(keyWarning('ECS320', path, `no world holds component ${name}`, hint))
    } else if (links.length > 0 && !carriedAnywhere.has(name)) {
      const message = `no link carries component ${name}: no two linked worlds both hold it`
      warnings.push(keyWarning('ECS321', path, message, null))
    }
  }
  for (const [name, list] of archetypes) {
    const whole = carriedByLink.some((carried) => list.every((word) => carried.has(word.text)))
    if (links.length === 0 || list.length === 0 || whole) continue
    const message = `no link carries all components of archetype ${name}`
    warnings.push(keyWarning('ECS323', ['archetypes', name], message, null))
  }
  if (links.length === 0) return warnings
  for (const { name, path, input } of worlds.values()) {
    // A store is of use without any.
    if (member(input, 'ecs') === 'soa' || links.some(({ from, to }) => from === name || to === name)) continue
    warnings.push(keyWarning('ECS322', path, `no link leads to or from world ${name}`, null))
  }
  return warnings
}

/** Nodes and pairs of worlds that the cluster leaves aside: one warning for all pairs. */
function checkPlacement({ worlds, linksListed, cluster }: SchemaView): Problem[] {
  if (!cluster.hasTransport || worlds === null) return []
  const all = [...worlds.values()]
  const warnings = [...(cluster.nodes?.keys() ?? [])]
    .filter((node) => all.every((world) => world.node !== node))
    .map((node) => {
      const hint = 'it counts for the quorum all the same; place a world there, or remove it'
      return keyWarning('ECS325', ['cluster', 'nodes', node], `no world lives on node ${node}`, hint)
    })
  if (linksListed) return warnings
  const apart = all.flatMap((from, index) =>
    all.slice(index + 1).flatMap((to) => (isApart(from, to, cluster) ? [[from, to] as const] : [])),
  )
  const first = apart[0]
  if (first === undefined) return warnings
  const pairs = (all.length * (all.length - 1)) / 2
  const example = `${first[0].name} on ${first[0].node} and ${first[1].name} on ${first[1].node}`
  const message = `a ${cluster.topology} links ${pairs - apart.length} of ${pairs} pairs of worlds, not for instance ${example}`
  const hint = `${detour(cluster)}; list the links to say that this is meant`
  return [...warnings, keyWarning('ECS324', ['cluster', 'topology'], message, hint)]
}

function isApart(from: WorldView, to: WorldView, cluster: ClusterView): boolean {
  return from.node !== null && to.node !== null && !cluster.isConnected(from.node, to.node)
}

function union(sets: Iterable<ReadonlySet<string>>): ReadonlySet<string> {
  const all = new Set<string>()
  for (const set of new Set(sets)) for (const name of set) all.add(name)
  return all
}

function intersect(a?: ReadonlySet<string>, b?: ReadonlySet<string>): ReadonlySet<string> {
  if (a === undefined || b === undefined) return new Set()
  // Worlds that hold everything share one set; 4,032 links of 1,024 components need no copies then.
  return a === b ? a : new Set([...a].filter((name) => b.has(name)))
}
