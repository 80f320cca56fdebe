import { test } from 'vitest'
import { holdSeeds } from './holdSeeds.ts'

// Two files for each transport, so that two cores share the seeds.
test('no seed of the first five hundred over datagrams breaks a promise', { timeout: 600_000 }, () =>
  holdSeeds(0, 500, 'udp'),
)
