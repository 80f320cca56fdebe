/** The lanes of a vector type, in order of memory. */
export function laneNames(vector: string): readonly string[] {
  return ['x', 'y', 'z', 'w'].slice(0, vector === 'vec2' ? 2 : vector === 'vec3' ? 3 : 4)
}
