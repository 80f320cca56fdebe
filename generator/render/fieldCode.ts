import { camel, pascal } from '../plan/casing.ts'
import { laneNames } from '../plan/lanes.ts'
import type { FieldPlan } from '../plan/plan.ts'
import { angleAccess, quantizedAccess, smallestThreeCode } from './compactCode.ts'
import { type Access, at } from './places.ts'

/** One number, text or the like at a fixed place: how it is stored, loaded, typed and first filled. */
export interface Leaf {
  /** Path from the component's value, such as `.q.x`. */
  readonly path: string
  /** Name of its accessor without the component's name, such as `QX`. */
  readonly accessor: string
  readonly type: string
  /** The comment above its accessors; empty for none. */
  readonly doc: string
  readonly load: string
  readonly store: (value: string) => string
  /** Lines instead of `store`/`load` for what takes more than one statement; empty for single values. */
  readonly storeLines: (value: string) => string[]
  readonly loadLines: (target: string) => string[]
  /** Lanes that only go together: where values are arguments, each is one. Empty for everything else. */
  readonly lanes: readonly string[]
  readonly storeLanes: (values: readonly string[]) => string[]
}

const noLanes: Pick<Leaf, 'lanes' | 'storeLanes'> = { lanes: [], storeLanes: () => [] }

/** Arrays up to this length are written out: a loop costs the codec a third more. */
const unrolledElementsMax = 32

export const views: Readonly<Record<string, readonly [view: string, size: number]>> = {
  u8: ['U8', 1],
  i8: ['I8', 1],
  bool: ['U8', 1],
  u16: ['U16', 2],
  i16: ['I16', 2],
  u32: ['U32', 4],
  i32: ['I32', 4],
  f32: ['F32', 4],
  f64: ['F64', 8],
}

export function scalarAccess(scalar: string, offset: number): Access {
  if (scalar === 'u64' || scalar === 'i64') {
    return {
      type: 'bigint',
      load: `load${scalar === 'u64' ? 'U64' : 'I64'}(${at(4, offset)})`,
      store: (value) => `storeInt64(${at(4, offset)}, ${value})`,
    }
  }
  const [view, size] = views[scalar]!
  const place = `${view}[${at(size, offset)}]`
  if (scalar === 'bool') {
    return { type: 'boolean', load: `${place} !== 0`, store: (value) => `${place} = ${value} ? 1 : 0` }
  }
  return { type: 'number', load: `${place}!`, store: (value) => `${place} = ${value}` }
}

/** Bits that no member has are cut off, as of `~Flags.one`: another node would refuse the packet, each time it is sent. */
export function flagsAccess(members: number, size: number, offset: number): Access {
  const access = scalarAccess(size === 1 ? 'u8' : size === 2 ? 'u16' : 'u32', offset)
  if (members === 8 * size) return access
  return { ...access, store: (value) => access.store(`${value} & 0x${(2 ** members - 1).toString(16)}`) }
}

function leaf(path: string, accessor: string, access: Access): Leaf {
  return {
    path,
    accessor,
    doc: '',
    ...access,
    storeLines: (value) => [access.store(value)],
    loadLines: (target) => [`${target} = ${access.load}`],
    ...noLanes,
  }
}

/** Every leaf of a field, in order of memory. Who deprecates a struct deprecates all that is in it. */
export function leavesOf(field: FieldPlan, parentPath = '', parentAccessor = ''): Leaf[] {
  return leavesOfShape(field, parentPath, parentAccessor).map((found) => ({
    ...found,
    doc: found.doc === '' ? docOf(field) : found.doc,
  }))
}

/** The comment above a field by which editors strike it out; empty for none. */
function docOf({ deprecated }: FieldPlan): string {
  if (deprecated === false) return ''
  // A reason may be any line of text, and must not end the comment.
  return deprecated === true
    ? '/** @deprecated */'
    : `/** @deprecated ${deprecated.replace(/\*\//g, '*\\/')} */`
}

function leavesOfShape(field: FieldPlan, parentPath: string, parentAccessor: string): Leaf[] {
  const path = `${parentPath}.${field.name}`
  const accessor = parentAccessor + pascal(field.name)
  const { shape, offset } = field
  switch (shape.kind) {
    case 'scalar':
      return [leaf(path, accessor, scalarAccess(shape.scalar, offset))]
    case 'entity':
      return [leaf(path, accessor, scalarAccess('u32', offset))]
    case 'vector':
      return laneNames(shape.vector).map((lane, index) =>
        leaf(`${path}.${lane}`, accessor + pascal(lane), scalarAccess('f32', offset + 4 * index)),
      )
    case 'enum': {
      const place = `U8[${at(1, offset)}]`
      return [
        leaf(path, accessor, {
          type: shape.typeName,
          load: `${camel(shape.typeName)}Names[${place}!]!`,
          store: (value) => `${place} = ${camel(shape.typeName)}Codes[${value}]`,
        }),
      ]
    }
    case 'flags':
      return [leaf(path, accessor, flagsAccess(shape.members.length, field.size, offset))]
    case 'string':
      return [
        leaf(path, accessor, {
          type: 'string',
          load: `loadText(${at(1, offset)}, ${shape.bytes})`,
          store: (value) => `storeText(${value}, ${at(1, offset)}, ${shape.bytes})`,
        }),
      ]
    case 'bytes':
      return [
        leaf(path, accessor, {
          type: 'Uint8Array',
          load: `loadBytes(${at(1, offset)}, ${shape.bytes})`,
          store: (value) => `storeBytes(${value}, ${at(1, offset)}, ${shape.bytes})`,
        }),
      ]
    case 'struct':
      return shape.fields.flatMap((inner) => leavesOf(inner, path, accessor))
    case 'array':
      return [arrayLeaf(field, path, accessor)]
    case 'quantized':
      return [leaf(path, accessor, quantizedAccess(shape, field.size, offset))]
    case 'angle':
      return [leaf(path, accessor, angleAccess(shape, field.size, offset))]
    case 'smallestThree':
      return [quatLeaf(shape.bits, offset, path, accessor)]
  }
}

/** Its lanes are computed from each other, so that none can be read or written alone. */
function quatLeaf(bits: number, offset: number, path: string, accessor: string): Leaf {
  const code = smallestThreeCode(bits, offset)
  const lanes = laneNames('quat')
  return {
    path,
    accessor,
    type: 'number',
    doc: '',
    load: '',
    store: () => '',
    storeLines: (value) => [code.store(lanes.map((lane) => `${value}.${lane}`))],
    loadLines: (target) => [code.load(target)],
    lanes,
    storeLanes: (values) => [code.store(values)],
  }
}

function arrayLeaf(field: FieldPlan, path: string, accessor: string): Leaf {
  const { shape, offset } = field
  if (shape.kind !== 'array') throw new Error('not an array')
  const { element, length, elementSize } = shape
  const lanes = element.kind === 'vector' ? laneNames(element.vector) : null
  const scalar = element.kind === 'scalar' ? element.scalar : 'u32'
  const storeElement = (value: string, index: number): string[] =>
    lanes === null
      ? [scalarAccess(scalar, offset + index * elementSize).store(`${value}[${index}]!`)]
      : lanes.map((lane, number) =>
          scalarAccess('f32', offset + index * elementSize + 4 * number).store(`${value}[${index}]!.${lane}`),
        )
  const loadElement = (target: string, index: number): string[] =>
    lanes === null
      ? [`${target}[${index}] = ${scalarAccess(scalar, offset + index * elementSize).load}`]
      : lanes.map(
          (lane, number) =>
            `${target}[${index}]!.${lane} = ${scalarAccess('f32', offset + index * elementSize + 4 * number).load}`,
        )
  const indices = Array.from({ length }, (_, index) => index)
  const isUnrolled = length * (lanes?.length ?? 1) <= unrolledElementsMax
  // Elements of less than a word are moved by whole words, as far as these go.
  const isByWords = lanes === null && scalar in smallElements && offset % 4 === 0
  const inWord = 4 / elementSize
  const wholeWords = isByWords ? Math.floor(length / inWord) : 0
  const looped = (line: (place: (part: number) => Access, item: string) => string[]): string[] => {
    // In a loop the offset of the element is `base + index * step` in units of its view.
    const unit = lanes !== null ? 4 : scalar === 'u64' || scalar === 'i64' ? 4 : views[scalar]![1]
    const step = elementSize / unit
    const place = (part: number): Access =>
      scalarAccessAt(
        lanes === null ? scalar : 'f32',
        `${at(unit, offset + part * 4)} + index${step === 1 ? '' : ` * ${step}`}`,
      )
    return [
      `for (let index = 0; index < ${length}; index++) {`,
      ...line(place, '[index]').map((text) => `  ${text}`),
      '}',
    ]
  }
  return {
    path,
    accessor,
    doc: '',
    type: arrayType(element.kind === 'vector' ? pascal(element.vector) : scalar, lanes !== null),
    load: '',
    store: () => '',
    ...noLanes,
    storeLines: (value) =>
      isUnrolled
        ? [
            ...smallStoreLines(offset, wholeWords, inWord, value),
            ...indices.slice(wholeWords * inWord).flatMap((index) => storeElement(value, index)),
          ]
        : looped((place, item) =>
            lanes === null
              ? [place(0).store(`${value}${item}!`)]
              : lanes.map((lane, part) => place(part).store(`${value}${item}!.${lane}`)),
          ),
    loadLines: (target) =>
      isUnrolled
        ? [
            ...smallLoadLines(scalar, offset, wholeWords, target),
            ...indices.slice(wholeWords * inWord).flatMap((index) => loadElement(target, index)),
          ]
        : looped((place, item) =>
            lanes === null
              ? [`${target}${item} = ${place(0).load}`]
              : lanes.map((lane, part) => `${target}${item}!.${lane} = ${place(part).load}`),
          ),
  }
}

/** For integers of less than a word: each element of the word that `name` holds. */
const smallElements: Readonly<Record<string, (name: string) => string[]>> = {
  u16: (name) => [`${name} & 0xffff`, `${name} >>> 16`],
  i16: (name) => [`(${name} << 16) >> 16`, `${name} >> 16`],
  u8: (name) => [`${name} & 0xff`, `(${name} >>> 8) & 0xff`, `(${name} >>> 16) & 0xff`, `${name} >>> 24`],
  i8: (name) => [`(${name} << 24) >> 24`, `(${name} << 16) >> 24`, `(${name} << 8) >> 24`, `${name} >> 24`],
}

/**
 * One store for two halves or four bytes, which takes the engine half of the bounds checks: an entity with
 * sixteen halves is encoded in a tenth less time. What does not fit is cut off, as a store of its own would do.
 */
function smallStoreLines(offset: number, words: number, inWord: number, value: string): string[] {
  const bits = 32 / inWord
  return Array.from({ length: words }, (_, index) => {
    const parts = Array.from({ length: inWord }, (_, place) => {
      const element = `${value}[${index * inWord + place}]!`
      // The shift of the last one cuts it off.
      const cut = place === inWord - 1 ? element : `(${element} & 0x${'ff'.repeat(bits / 8)})`
      return place === 0 ? cut : `(${cut} << ${place * bits})`
    })
    const target = `I32[word + ${offset / 4 + index}] =`
    if (inWord === 2) return [`${target} ${parts.join(' | ')}`]
    return [target, ...parts.map((part, place) => `  ${part}${place === inWord - 1 ? '' : ' |'}`)]
  }).flat()
}

/** One load for two halves or four bytes, likewise. */
function smallLoadLines(scalar: string, offset: number, words: number, target: string): string[] {
  return Array.from({ length: words }, (_, index) => offset / 4 + index).flatMap((word, index) => {
    const name = `word${word}`
    const elements = smallElements[scalar]!(name)
    return [
      `const ${name} = I32[word + ${word}]!`,
      ...elements.map((element, place) => `${target}[${index * elements.length + place}] = ${element}`),
    ]
  })
}

export function scalarAccessAt(scalar: string, index: string): Access {
  if (scalar === 'u64' || scalar === 'i64') {
    return {
      type: 'bigint',
      load: `load${scalar === 'u64' ? 'U64' : 'I64'}(${index})`,
      store: (value) => `storeInt64(${index}, ${value})`,
    }
  }
  const place = `${views[scalar]![0]}[${index}]`
  if (scalar === 'bool') {
    return { type: 'boolean', load: `${place} !== 0`, store: (value) => `${place} = ${value} ? 1 : 0` }
  }
  return { type: 'number', load: `${place}!`, store: (value) => `${place} = ${value}` }
}

export const arrayTypes: Readonly<Record<string, string>> = {
  u8: 'Uint8Array',
  i8: 'Int8Array',
  u16: 'Uint16Array',
  i16: 'Int16Array',
  u32: 'Uint32Array',
  i32: 'Int32Array',
  f32: 'Float32Array',
  f64: 'Float64Array',
  u64: 'BigUint64Array',
  i64: 'BigInt64Array',
  bool: 'boolean[]',
}

function arrayType(element: string, isVector: boolean): string {
  return isVector ? `${element}[]` : arrayTypes[element]!
}

/** How a field is declared in its class: type and first value. */
export function memberOf(field: FieldPlan): {
  readonly name: string
  readonly type: string
  readonly initial: string
  /** The comment above it; empty for none. */
  readonly doc: string
} {
  const { shape } = field
  const doc = docOf(field)
  const member = (type: string, initial: string) => ({ name: field.name, type, initial, doc })
  switch (shape.kind) {
    case 'scalar':
      if (shape.scalar === 'bool') return member('boolean', 'false')
      return shape.scalar === 'u64' || shape.scalar === 'i64' ? member('bigint', '0n') : member('number', '0')
    case 'entity':
    case 'flags':
    case 'quantized':
    case 'angle':
      return member('number', '0')
    case 'smallestThree':
      return member('Quat', 'new Quat()')
    case 'vector':
      return member(pascal(shape.vector), `new ${pascal(shape.vector)}()`)
    case 'enum':
      return member(shape.typeName, `'${shape.members[0]}'`)
    case 'string':
      return member('string', "''")
    case 'bytes':
      return member('Uint8Array', 'new Uint8Array(0)')
    case 'struct':
      return member(shape.typeName, `new ${shape.typeName}()`)
    case 'array': {
      const { element, length } = shape
      if (element.kind === 'vector') {
        const vector = pascal(element.vector)
        return member(`${vector}[]`, `Array.from({ length: ${length} }, () => new ${vector}())`)
      }
      const type = arrayTypes[element.kind === 'scalar' ? element.scalar : 'u32']!
      if (type === 'boolean[]') return member(type, `new Array<boolean>(${length}).fill(false)`)
      return member(type, `new ${type}(${length})`)
    }
  }
}
