import type { Deprecation } from '../../schemas/deprecated.ts'
import type { FieldPlan, FieldShape } from '../plan/plan.ts'
import { between, type Change, type Pair, pairUp, pushes } from './change.ts'

type BareChange = Omit<Change, 'nodes'>

/** Fields, and where what they belong to starts: that it stands elsewhere is no change of the fields. */
interface Place {
  readonly fields: readonly FieldPlan[]
  readonly base: number
}

/** What differs in the fields of a component or a struct. `owner` is its name, such as `Body.pose`. */
export function compareFields(owner: string, before: Place, after: Place): BareChange[] {
  const pairs = pairUp(before.fields, after.fields)
  return pairs.flatMap((pair) => compareField(owner, pair, pairs, { before, after }))
}

function compareField(
  owner: string,
  { name: field, before, after }: Pair<FieldPlan>,
  pairs: readonly Pair<FieldPlan>[],
  places: { readonly before: Place; readonly after: Place },
): BareChange[] {
  const name = `${owner}.${field}`
  const base = { subject: 'field', name, breaks: true } as const
  const byteOf = ({ offset }: FieldPlan, side: 'before' | 'after'): number => offset - places[side].base
  if (before === null) {
    const byte = byteOf(after!, 'after')
    const message = `field ${name} is new: ${typeName(after!)} at byte ${byte} of ${owner}`
    const hint = pushes(byte, pairs, byteOf)
      ? 'as the last field it would leave the others where they are, and the schema hash differs all the same'
      : null
    return [{ ...base, action: 'added', message, hint }]
  }
  if (after === null) {
    const byte = byteOf(before, 'before')
    const heir = pairs.find(
      (pair) =>
        pair.before === null &&
        byteOf(pair.after!, 'after') === byte &&
        pair.after!.typeText === before.typeText,
    )
    const message = `field ${name} is gone: ${typeName(before)} at byte ${byte} of ${owner}`
    return [{ ...base, action: 'removed', message, hint: hintOfRemoved(before, heir?.name ?? null) }]
  }
  const inner = compareShapes(name, before, after)
  const differences = [
    ...(inner === null ? between('', typeName(before), typeName(after)) : []),
    ...between('byte', String(byteOf(before, 'before')), String(byteOf(after, 'after'))),
  ]
  const message = `field ${name}: ${differences.join(', ')}`
  return [
    ...(differences.length === 0 ? [] : [{ ...base, action: 'changed', message, hint: null } as const]),
    ...(inner ?? []),
    ...compareDeprecation(name, before.deprecated, after.deprecated),
  ]
}

/** What differs within two shapes of one kind that have parts; null where the types have to tell. */
function compareShapes(name: string, before: FieldPlan, after: FieldPlan): BareChange[] | null {
  const [old, now] = [before.shape, after.shape]
  if (old.kind === 'struct' && now.kind === 'struct') {
    return compareFields(name, { ...old, base: before.offset }, { ...now, base: after.offset })
  }
  const isWords =
    (old.kind === 'enum' && now.kind === 'enum') || (old.kind === 'flags' && now.kind === 'flags')
  return isWords ? compareMembers(name, old, now) : null
}

type Words = Extract<FieldShape, { kind: 'enum' | 'flags' }>

function compareMembers(field: string, before: Words, after: Words): BareChange[] {
  const numbered = (members: readonly string[]) => members.map((name, number) => ({ name, number }))
  const what = before.kind === 'enum' ? 'number' : 'bit'
  const pairs = pairUp(numbered(before.members), numbered(after.members))
  return pairs.flatMap((pair): BareChange[] => {
    const base = { subject: 'member', name: `${field}.${pair.name}`, breaks: true } as const
    const member = `member ${field}.${pair.name}`
    if (pair.before === null) {
      const { number } = pair.after!
      const hint = pushes(number, pairs, (word) => word.number)
        ? 'at the end of the list it would leave the others as they are'
        : null
      return [{ ...base, action: 'added', message: `${member} is new: ${what} ${number}`, hint }]
    }
    if (pair.after === null) {
      const message = `${member} is gone: ${what} ${pair.before.number}`
      return [{ ...base, action: 'removed', message, hint: null }]
    }
    return between(what, String(pair.before.number), String(pair.after.number)).map((difference) => ({
      ...base,
      action: 'changed',
      message: `${member}: ${difference}`,
      hint: null,
    }))
  })
}

function compareDeprecation(name: string, before: Deprecation, after: Deprecation): BareChange[] {
  if (before === after) return []
  const says =
    after === false ? 'is deprecated no more' : `is deprecated${after === true ? '' : `: ${after}`}`
  const message = `field ${name} ${says}`
  return [{ subject: 'field', name, action: 'changed', breaks: false, message, hint: null }]
}

/** `heir` is the new field that has its place and its type, if any. */
function hintOfRemoved(field: FieldPlan, heir: string | null): string | null {
  if (heir !== null) {
    return `${heir} has its place and its type: a new name breaks the wire too, because names say what bytes mean`
  }
  return field.deprecated === false
    ? 'it could be deprecated first, which breaks nothing and shows who still uses it'
    : null
}

/** As the schema spells it, without the parts of long ones. */
function typeName({ shape, typeText }: FieldPlan): string {
  return shape.kind === 'enum' || shape.kind === 'flags' || shape.kind === 'struct' ? shape.kind : typeText
}
