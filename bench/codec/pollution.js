/**
 * Object literals with the same keys in the same order share one hidden class in the whole program, so one
 * literal that holds strings where another holds floats makes the stores of both allocate. Any real program
 * has such a literal somewhere; this is it.
 */
export function polluteShapes() {
  return [
    { x: 'a', y: 'b', z: 'c' },
    { x: 'a', y: 'b', z: 'c', w: 'd' },
    { current: 'a', max: 'b' },
    { at: 'a' },
    { id: 'a' },
  ]
}
