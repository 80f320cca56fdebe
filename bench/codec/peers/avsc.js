import avsc from 'avsc'
import { ENTITY_COUNT } from '../entity.js'

// One reused buffer. Two record types without unions: a nullable field would cost it a branch and an object
// each. u32 must be 'long', its 'int' is signed.

const field = (name, type) => ({ name, type })
const record = (name, fields) => ({ type: 'record', name, fields })
const floats = (...names) => names.map((name) => field(name, 'float'))

const header = [
  field('entity', 'long'),
  field('generation', 'long'),
  field('source', 'int'),
  field('target', 'int'),
  field('flags', 'int'),
  field('mask', 'int'),
]
const position = field('position', record('Position', floats('x', 'y', 'z')))
const velocity = field('velocity', record('Velocity', floats('x', 'y', 'z')))
const quaternion = record('Quaternion', floats('x', 'y', 'z', 'w'))
const rotation = field('rotation', record('Rotation', [field('q', quaternion)]))
const health = field('health', record('Health', [field('current', 'int'), field('max', 'int')]))
const owner = field('owner', record('Owner', [field('id', 'long')]))
const inventory = field('inventory', record('Inventory', [field('slots', { type: 'array', items: 'int' })]))
const timer = field('timer', record('Timer', [field('at', 'double')]))

function subject(fields) {
  const type = avsc.Type.forSchema(record('Entity', [...header, ...fields]))
  const buffer = Buffer.alloc(ENTITY_COUNT * 256)
  return {
    name: 'avsc',
    prepare: (entities) => entities,
    encode(entities, count) {
      let position = 0
      for (let index = 0; index < count; index++) position = type.encode(entities[index], buffer, position)
      return position
    },
    decodeNew(out, count) {
      const mask = out.length - 1
      let position = 0
      for (let index = 0; index < count; index++) {
        const decoded = type.decode(buffer, position)
        out[index & mask] = decoded.value
        position = decoded.offset
      }
    },
  }
}

export const full = subject([position, velocity, rotation, health, owner, inventory, timer])
export const partial = subject([position, health, timer])
