import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { planOf } from '../../generator/planOf.ts'
import { datagramContentBytes, limits } from '../../schemas/limits.ts'

const root = new URL('../../', import.meta.url)
const page = readFileSync(new URL('docs/limits-and-guarantees.md', root), 'utf8')

/** The row of the numbers for each limit. Those that only guard the reader, and spacing of codes, are not for users. */
const rows: Readonly<Partial<Record<keyof typeof limits, string>>> = {
  schemaFileBytes: 'Size of the schema file | 4 MiB',
  worlds: 'Worlds | 64',
  nodes: 'Nodes | 64',
  components: 'Components | 1,024',
  componentFields: 'Fields of a component, those of structs counted | 64',
  structDepthLevels: 'Structs within each other | 4 levels',
  archetypes: 'Archetypes | 256',
  nameCharacters: 'Letters of a name | 64',
  enumMembers: 'Members of an enum | 256',
  flagsMembers: 'Members of flags | 32',
  arrayElements: 'Elements of an array | 1,024',
  stringBytes: 'Bytes of a text or of `bytes` | 1,024',
  packetBytes: 'Bytes of a packet, rounded up to 8 | 65,535',
  queueCapacityPackets: 'Capacity of a queue | 65,536',
  transferPoolSize: "Transfers of a world's pool | 65,536",
  entitiesOfWorld: 'Entities of a world with an `ecs` | 4,194,304',
  memoryBytes: 'Memory of a module, and of a store | 1 GiB',
  retries: '`retries` | 100',
  virtualNodes: 'Virtual nodes of a node (`consistent_hash`) | 1,000',
  waitMs: 'Times | an hour',
  heartbeatIntervalMsMin: 'Heartbeats | every 10 ms',
  terms: 'Terms of a schema that are told to other nodes | 128',
}
const units: Readonly<Record<string, number>> = { MiB: 1024 ** 2, GiB: 1024 ** 3 }

describe('docs/limits-and-guarantees.md', () => {
  it.each(Object.entries(rows))('has the number of %s', (key, row) => {
    expect(page).toContain(`| ${row}`)
    const [, number, unit = ''] = / \| (?:every )?([\d,]+|an hour)(?: (\w+))?/.exec(row)!
    const value = number === 'an hour' ? 3_600_000 : Number(number!.replaceAll(',', '')) * (units[unit] ?? 1)
    expect(value).toBe(limits[key as keyof typeof limits])
  })

  it('has the longest packets of datagrams', () => {
    const [plain, sealed] = [null, 'pre_shared_key'].map(
      (security) => datagramContentBytes(security) - limits.datagramHeadBytes,
    )
    const written = (bytes: number): string => bytes.toLocaleString('en')
    expect(page).toContain(`| ${written(plain!)}; ${written(sealed!)} with \`pre_shared_key\` |`)
  })

  it('names tests that are there', () => {
    const paths = [...page.matchAll(/`((?:test|examples)\/[\w/.-]+)`/g)].map(([, path]) => path!)
    expect(paths.length).toBeGreaterThan(8)
    expect(paths.filter((path) => !existsSync(new URL(path, root)))).toEqual([])
  })
})

test('the memory of a queue and of a pool is what the page says', () => {
  const plansOf = (kind: string) =>
    planOf({
      name: 'memory',
      components: { Position: { x: 'f32', y: 'f32', z: 'f32' } },
      worlds: { left: {}, right: {} },
      queue: { kind, capacity: 64 },
    }).plans[0]!
  for (const kind of ['spsc', 'mpmc']) {
    const { queues, packet, memory } = plansOf(kind)
    const slot = packet.size + (kind === 'mpmc' ? 8 : 0)
    for (const queue of queues) expect(queue.memoryBytes).toBe(Math.ceil((64 * slot + 256) / 128) * 128)
    const pools = memory.bytes - queues.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0)
    const poolBytes = kind === 'mpmc' ? 64 * (64 * packet.size + 12) : 64 * packet.size
    expect(pools).toBeGreaterThan(2 * poolBytes)
    expect(pools).toBeLessThan(2 * poolBytes + 2 * 128 * 8)
  }
})
