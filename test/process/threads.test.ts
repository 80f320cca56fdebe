import { afterEach, expect, it } from 'vitest'
import { prepare } from './prepare.ts'
import { TestCluster } from './testCluster.ts'

const options = { nodes: 2, worlds: 2 }
const entities = 200

prepare(options)
let cluster: TestCluster
afterEach(() => cluster.end())

it('worlds on threads of their own, the socket on the main one, and one process is killed', async () => {
  cluster = await TestCluster.create(options)
  await cluster.startAll({ entities, onThreads: true })
  await cluster.connected()
  await cluster.setRate(5)
  await cluster.moved(2_000)
  const before = await cluster.audit()
  expect(before).toMatchObject({ errors: [], held: 4 * entities, doubtful: 0 })

  await cluster.setRate(5)
  await cluster.moved(500)
  await cluster.runs[1]!.kill()
  await cluster.start('beta', { entities, onThreads: true })
  await cluster.connected()
  await cluster.setRate(5)
  await cluster.moved(1_000)
  const custody = await cluster.audit()
  expect(custody.errors).toEqual([])
  const { held, diedInWorld, diedLeaving, diedArrived, inDoubt } = custody
  expect(held + diedInWorld + diedLeaving + diedArrived + inDoubt).toBe(6 * entities)
  expect(held).toBeGreaterThan(0)
})
