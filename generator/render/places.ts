/** Index of the element of `size` bytes that starts `offset` bytes into the packet. */
export function at(size: number, offset: number): string {
  const start = size === 1 ? 'byte' : size === 2 ? 'half' : size === 4 ? 'word' : 'double'
  return `${start} + ${offset / size}`
}

/** How one value at a place is stored and loaded, and its type in the module. */
export interface Access {
  readonly type: string
  readonly load: string
  readonly store: (value: string) => string
}
