import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { clusterSchema } from '../../schemas/cluster.ts'
import { publishedPath, publishedSchema } from '../../schemas/publish.ts'

const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../fixtures/schemas/${name}.json`, import.meta.url), 'utf8'))

test('the published JSON Schema is fresh', () => {
  expect(readFileSync(publishedPath, 'utf8'), 'run npx tsx schemas/publish.ts').toBe(publishedSchema())
})

test('every key of the root and of a queue is described for completion', () => {
  const { properties } = JSON.parse(publishedSchema())
  for (const [key, value] of Object.entries<{ description?: string }>({
    ...properties,
    ...properties.queue.properties,
  })) {
    expect(value.description, key).toMatch(/\.$/)
  }
})

test('the published JSON Schema agrees with the checks on good and bad schemas', () => {
  const published = z.fromJSONSchema(JSON.parse(publishedSchema()))
  for (const name of ['full', 'minimal', 'cluster']) {
    expect(published.safeParse(fixture(name)).success, name).toBe(true)
    expect(clusterSchema.safeParse(fixture(name)).success, name).toBe(true)
  }
  const minimal = fixture('minimal') as Record<string, unknown>
  const aging = { x: { type: 'f32', deprecated: true }, y: { enum: ['a'], deprecated: 'use x' } }
  for (const schema of [published, clusterSchema])
    expect(schema.safeParse({ ...minimal, components: { A: aging } }).success).toBe(true)
  const wrong = [
    { name: 'Big Arena' },
    { worlds: {} },
    { components: { A: { x: 'f23' } } },
    { components: { A: { x: { type: 'f23' } } } },
    { components: { A: { x: { type: 'f32', deprecated: false } } } },
    { components: { A: { x: { type: 'f32', deprecated: '' } } } },
    { components: { A: { x: { deprecated: true } } } },
    { components: { A: { x: { quantized: { min: 0, max: 1 } } } } },
    { components: { A: { x: { quantized: { min: 0, max: 1, bits: 33 } } } } },
    { components: { A: { x: { quantized: { min: 0, max: 1, bits: 8, step: 1 } } } } },
    { components: { A: { x: { angle: { bits: 0 } } } } },
    { components: { A: { x: { quat: { bits: 16 } } } } },
    { components: { A: { x: 'angle[4]' } } },
    { queue: { capacity: 3 } },
    { cluster: { nodes: { a: {} }, ownership: { strategy: 'hash', virtualNodes: 1 } } },
    { more: 1 },
    { cluster: { nodes: { a: { port: 0 } } } },
    { cluster: { nodes: { a: { host: 'tcp://a' } } } },
    { cluster: { nodes: { a: {} }, topology: 'tree' } },
    { cluster: { nodes: { a: {} }, delivery: [] } },
    { cluster: { nodes: { a: {} }, delivery: ['ordered', 'sometimes'] } },
    { cluster: { nodes: { a: {} }, timeoutMs: 0.5 } },
  ]
  for (const change of wrong) {
    expect(published.safeParse({ ...minimal, ...change }).success, JSON.stringify(change)).toBe(false)
    expect(clusterSchema.safeParse({ ...minimal, ...change }).success, JSON.stringify(change)).toBe(false)
  }
})
