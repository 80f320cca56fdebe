import { test } from 'vitest'
import { holdSeeds } from './holdSeeds.ts'

// A run over datagrams takes half as long again as one over connections; 1,000 by command, see run.ts.
test('no seed of four hundred over datagrams breaks a promise', { timeout: 600_000 }, () =>
  holdSeeds(0, 400, 'udp'),
)
