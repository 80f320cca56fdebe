/** One size of input, written in every tool's own language: the same components, the same fields. */
export interface Size {
  components: number
  worlds: number
}

/** Components at a fixed number of worlds, then worlds at a fixed number of components. */
export const SIZES: readonly Size[] = [
  { components: 10, worlds: 2 },
  { components: 100, worlds: 2 },
  { components: 1_000, worlds: 2 },
  { components: 10, worlds: 8 },
  { components: 10, worlds: 32 },
]

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

export const componentNames = (size: Size): string[] =>
  range(size.components).map((index) => `Component${index}`)

/** `revision` renames one field: the smallest change that reaches the output. */
export function ecsSchema(size: Size, revision = 0): { name: string } & Record<string, unknown> {
  const fields = { x: 'f32', id: 'u32', level: 'u16' }
  const components = Object.fromEntries(componentNames(size).map((name) => [name, fields]))
  components.Component0 = { x: 'f32', id: 'u32', [`level${revision}`]: 'u16' } as typeof fields
  return {
    name: `c${size.components}w${size.worlds}`,
    components,
    worlds: Object.fromEntries(range(size.worlds).map((index) => [`world${index}`, {}])),
    links: 'all',
    queue: { kind: 'spsc', capacity: 64, batchSize: 16 },
  }
}

/** Components as messages, and one message that may hold each of them. */
export function protoSchema(size: Size): string {
  const names = componentNames(size)
  return [
    'syntax = "proto3";',
    'package bench;',
    ...names.map((name) => `message ${name} { float x = 1; uint32 id = 2; uint32 level = 3; }`),
    'message Entity {',
    '  uint32 entity = 1;',
    ...names.map((name, index) => `  ${name} ${name.toLowerCase()} = ${index + 2};`),
    '}',
    '',
  ].join('\n')
}

/** Components as structs, and one table that may hold each of them. */
export function flatbuffersSchema(size: Size): string {
  const names = componentNames(size)
  return [
    'namespace bench;',
    ...names.map((name) => `struct ${name} { x:float32; id:uint32; level:uint16; }`),
    'table Entity {',
    '  entity:uint32;',
    ...names.map((name) => `  ${name.toLowerCase()}:${name};`),
    '}',
    '',
  ].join('\n')
}
