import type { Problem, SchemaPath } from '../../generator/diagnostic/diagnostic.ts'
import { didYouMean, listWords, quote } from '../words.ts'
import { detour } from './detour.ts'
import { keyProblem, member, members, type SchemaView, valueProblem, type WorldView } from './view.ts'

/** At most this many known names are listed when none is near; a longer list helps nobody. */
const namesListedMax = 8

/** Names of components and worlds that are not declared, and archetypes that cannot be told apart. */
export function checkReferences(view: SchemaView): Problem[] {
  return [...checkWords(view), ...checkRoutes(view), ...checkArchetypes(view)]
}

function checkWords(view: SchemaView): Problem[] {
  const { archetypes, worlds } = view
  const lists = [...archetypes.values(), ...[...(worlds?.values() ?? [])].map((world) => world.listed ?? [])]
  return lists.flat().flatMap(({ text, path }) => unknownComponent(view, text, path, 'value'))
}

function checkRoutes(view: SchemaView): Problem[] {
  return [...(view.worlds?.values() ?? [])].flatMap((world) => {
    const routing = member(world.input, 'routing')
    const path = [...world.path, 'routing']
    const fallback = checkRoute(view, world, member(routing, 'default'), [...path, 'default'])
    const byComponent = [...(members(member(routing, 'components')) ?? [])].flatMap(([component, target]) => {
      const routePath = [...path, 'components', component]
      return [
        ...checkRouteComponent(view, world, component, routePath),
        ...checkRoute(view, world, target, routePath),
      ]
    })
    return [...fallback, ...byComponent]
  })
}

function checkRouteComponent(
  view: SchemaView,
  world: WorldView,
  component: string,
  path: SchemaPath,
): Problem[] {
  const unknown = unknownComponent(view, component, path, 'key')
  if (unknown.length > 0) return unknown
  if (!holds(world, component)) {
    const message = `the route depends on ${component}, which world ${world.name} does not hold`
    const hint = `add it to worlds.${world.name}.components or remove the route`
    return [keyProblem('ECS308', path, message, hint)]
  }
  if (view.links === null || view.links.some(({ from, to }) => travels(view, component, from, to))) return []
  const message = `the route depends on ${component}, which no link carries`
  return [
    keyProblem('ECS308', path, message, 'add it to the components of a linked world or remove the route'),
  ]
}

function holds(world: WorldView | undefined, component: string): boolean {
  return (
    world !== undefined && (world.listed === null || world.listed.some((word) => word.text === component))
  )
}

function travels({ worlds }: SchemaView, component: string, from: string, to: string): boolean {
  return holds(worlds?.get(from), component) && holds(worlds?.get(to), component)
}

function checkRoute(view: SchemaView, world: WorldView, target: unknown, path: SchemaPath): Problem[] {
  if (typeof target !== 'string' || view.worlds === null) return []
  const unknown = unknownWorld(view, target, path)
  if (unknown.length > 0) return unknown
  if (target === world.name) {
    return [valueProblem('ECS306', path, `world ${target} routes to itself`, 'name another world')]
  }
  if (view.links === null || view.links.some(({ from, to }) => from === world.name && to === target))
    return []
  const message = `world ${world.name} routes to ${target}, but no link leads there`
  const nodes = [world.node, view.worlds.get(target)?.node ?? null]
  if (nodes[0] != null && nodes[1] != null && !view.cluster.isConnected(nodes[0], nodes[1])) {
    const reason = `a ${view.cluster.topology} does not connect the nodes ${nodes.join(' and ')}`
    return [valueProblem('ECS307', path, `${message}: ${reason}`, detour(view.cluster))]
  }
  const reachable = view.links.filter(({ from }) => from === world.name).map(({ to }) => to)
  const instead =
    reachable.length === 0 ? '' : `, or route to ${listWords(reachable.slice(0, namesListedMax))}`
  const hint = `add { "from": "${world.name}", "to": "${target}" } to the links${instead}`
  return [valueProblem('ECS307', path, message, hint)]
}

function checkArchetypes({ archetypes, components }: SchemaView): Problem[] {
  const bySet = new Map<string, string>()
  const problems: Problem[] = []
  for (const [name, list] of archetypes) {
    const path = ['archetypes', name]
    const component = name.slice(0, 1).toUpperCase() + name.slice(1)
    if (component !== name && components?.has(component)) {
      const message = `archetype ${quote(name)} and component ${quote(component)} differ only in the case of a letter`
      problems.push(keyProblem('ECS204', path, message, 'rename one of the two'))
    }
    const set = JSON.stringify([...new Set(list.map((word) => word.text))].sort())
    const other = bySet.get(set)
    if (other === undefined) bySet.set(set, name)
    else if (list.length > 0) {
      const message = `archetype ${quote(name)} has the same components as archetype ${quote(other)}`
      problems.push(keyProblem('ECS309', path, message, 'remove one of the two'))
    }
  }
  return problems
}

function unknownComponent(view: SchemaView, name: string, path: SchemaPath, at: 'key' | 'value'): Problem[] {
  const { components } = view
  if (components === null || components.has(name)) return []
  const message = `unknown component ${quote(name)}`
  const hint = knownHint(view, name, components, 'components')
  return [
    at === 'key' ? keyProblem('ECS301', path, message, hint) : valueProblem('ECS301', path, message, hint),
  ]
}

/** The problem that no world has this name; none when one has, or when the worlds cannot be read. */
export function unknownWorld(view: SchemaView, name: string, path: SchemaPath): Problem[] {
  const { worlds } = view
  if (worlds === null || worlds.has(name)) return []
  const hint = knownHint(view, name, worlds, 'worlds')
  return [valueProblem('ECS302', path, `unknown world ${quote(name)}`, hint)]
}

/** What may have been meant by an unknown name: a near one, or the few that there are. */
export function knownHint(
  view: SchemaView,
  name: string,
  candidates: ReadonlyMap<string, unknown>,
  what: string,
): string | null {
  if (view.hints.left === 0) return null
  view.hints.left--
  const near = didYouMean(name, candidates.keys())
  if (near !== null || candidates.size === 0 || candidates.size > namesListedMax) return near
  return `the ${what} are ${[...candidates.keys()].map(quote).join(', ')}`
}
