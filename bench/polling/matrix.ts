/** Every world linked with every other, queues of 64 packets of 64 bytes: the form that the peers have too. */
export function matrixSchema(worldCount: number): { name: string } & Record<string, unknown> {
  const worlds = Object.fromEntries(Array.from({ length: worldCount }, (_, index) => [`world${index}`, {}]))
  return {
    name: `matrix${worldCount}`,
    components: {
      Position: { x: 'f32', y: 'f32', z: 'f32' },
      Velocity: { x: 'f32', y: 'f32', z: 'f32' },
      Rotation: { q: 'quat' },
      Timer: { at: 'f64' },
    },
    archetypes: { mover: ['Position', 'Velocity', 'Rotation', 'Timer'] },
    worlds,
    links: 'all',
    queue: { kind: 'spsc', capacity: 64, batchSize: 64 },
  }
}
