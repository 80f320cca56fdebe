import { fieldInput } from './field.ts'
import { limits } from './limits.ts'
import { namedRecord } from './shapes.ts'

/** A component: its fields in the order of memory. */
export const componentInput = namedRecord('field', fieldInput, {
  what: 'fields',
  minimum: 0,
  maximum: limits.componentFields,
  description: 'Named fields in the order of memory. Without fields it is a tag: one mask bit, no bytes.',
})

/** All components; the order gives their ids, and so the bits of the mask. */
export const componentsInput = namedRecord('component', componentInput, {
  what: 'components',
  minimum: 1,
  maximum: limits.components,
  description: 'What entities are made of. The order is the order of mask bits and of packet offsets.',
})
