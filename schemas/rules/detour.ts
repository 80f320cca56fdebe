import type { ClusterView } from './view.ts'

/** How entities get where no connection leads. */
export function detour({ topology, hub }: ClusterView): string {
  const way =
    topology === 'star' ? `a world on the hub${hub === null ? '' : ` ${hub}`}` : 'worlds on the nodes between'
  return `route through ${way}, or write "topology": "mesh"`
}
