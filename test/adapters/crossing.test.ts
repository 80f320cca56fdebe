import { afterEach, expect, it } from 'vitest'
import type { EcsKind } from '../../schemas/ecs.ts'
import { importModule, writeModule } from '../support/generated.ts'
import { Threads } from '../support/threads.ts'
import { crossing } from './schema.ts'

const threads = new Threads()
afterEach(() => threads.end())
const worker = new URL('crossingWorker.mjs', import.meta.url)

const cases: readonly { readonly kinds: readonly [EcsKind, EcsKind]; readonly total: number }[] = [
  { kinds: ['bitecs', 'bitecs'], total: 100_000 },
  { kinds: ['koota', 'koota'], total: 100_000 },
  { kinds: ['miniplex', 'miniplex'], total: 100_000 },
  { kinds: ['soa', 'soa'], total: 100_000 },
  { kinds: ['koota', 'bitecs'], total: 10_000 },
  { kinds: ['soa', 'miniplex'], total: 10_000 },
]

/** A thousand components come, and as many go, while the entities are in the other world. */
it.each(cases)(
  'entities cross and come back between threads, and are what they were: $kinds, $total',
  async ({ kinds, total }) => {
    const path = writeModule(crossing(...kinds))
    const { memory, WorldCoordinator } = await importModule(path)
    new WorldCoordinator().start()
    const every = total / 1_000
    const [atLeft, atRight] = await threads.run(
      worker,
      { path, memory, memoryName: 'crossingMemory' },
      kinds.map((kind, index) => ({ kind, side: index === 0 ? 'left' : 'right', total, every })),
    )
    // Those that stay: a tenth of what came and went, and the one that all refer to.
    expect(atLeft).toMatchObject({
      wrong: 0,
      distinct: total,

      count: total + 401,
      known: total + 1,
    })
    expect(atRight).toMatchObject({ wrong: 0, distinct: total, count: 200, known: 0 })
  },
  120_000,
)
