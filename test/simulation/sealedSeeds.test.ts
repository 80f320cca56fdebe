import { test } from 'vitest'
import { holdSealedSeeds } from './holdSeeds.ts'

// Dearer than in the clear, and the protocol is the same: one schema is enough here.
test('no seed with sealed datagrams breaks a promise', { timeout: 600_000 }, () => holdSealedSeeds(590, 10))
