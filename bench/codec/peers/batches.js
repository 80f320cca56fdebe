/**
 * Formats that take whole object graphs get entities by the hundred: measured to be their best size. One
 * call for each entity pays their start-up every time, one call for all 10,000 pays the collector.
 */
export const BATCH_SIZE = 100

export function batches(entities) {
  const batched = []
  for (let first = 0; first < entities.length; first += BATCH_SIZE) {
    batched.push(entities.slice(first, first + BATCH_SIZE))
  }
  return batched
}
