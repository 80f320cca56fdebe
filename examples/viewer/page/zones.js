/** The zones in the order of their worlds, and the process that each lives in. */
export const zones = [
  { name: 'lobby', node: 'alpha' },
  { name: 'forest', node: 'beta' },
  { name: 'desert', node: 'gamma' },
]

/** Every ordered pair of zones: a link of the cluster. */
export const links = zones.flatMap((_, from) =>
  zones.map((_, to) => ({ from, to, key: `${from}-${to}` })).filter(({ to }) => to !== from),
)
