export const topologyKinds = ['mesh', 'star', 'ring'] as const
export type TopologyKind = (typeof topologyKinds)[number]

/** Whether two different nodes of `count` are joined by connections of their own. Nodes are meant by number. */
export function isJoined(topology: TopologyKind, count: number, hub: number, a: number, b: number): boolean {
  switch (topology) {
    case 'mesh':
      return true
    case 'star':
      return a === hub || b === hub
    case 'ring': {
      const steps = Math.abs(a - b)
      return steps === 1 || steps === count - 1
    }
  }
}
