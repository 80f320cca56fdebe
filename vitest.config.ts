import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/.work/**'],
    // Two cores: the worker-thread stress tests need the second one for themselves.
    maxWorkers: 2,
    testTimeout: 60_000,
  },
})
