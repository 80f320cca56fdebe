import { test } from 'vitest'
import { holdSeeds } from './holdSeeds.ts'

// Two hundred, to keep the gate short; more by `npm run simulate -- --transport udp --seeds N`.
test('no seed of two hundred over datagrams breaks a promise', { timeout: 600_000 }, () =>
  holdSeeds(0, 200, 'udp'),
)
