import { test } from 'vitest'
import { holdSeeds } from './holdSeeds.ts'

// Two files for each transport, so that two cores share the seeds.
test('no seed of the second five hundred over datagrams breaks a promise', { timeout: 600_000 }, () =>
  holdSeeds(500, 500, 'udp'),
)
