import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes a minute or more: begun last, one of them would run alone while the other core has nothing to do. */
const longest = ['simulation/seeds', 'matrix/', 'conformance/threads', 'process/', 'simulation/planted']

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean =>
      longest.some((part) => moduleId.includes(`/test/${part}`))
    return [...files.filter(isLong), ...files.filter((file) => !isLong(file))]
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/.work/**'],
    // Two cores: the worker-thread stress tests need the second one for themselves.
    maxWorkers: 2,
    testTimeout: 60_000,
    sequence: { sequencer: LongestFirst },
  },
})
