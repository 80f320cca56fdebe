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

/** Tests that leave nothing behind in their process, and so can share the modules that take long to load. */
const pure = [
  'absence',
  'adapters',
  'build',
  'cli',
  'diagnostic',
  'diff',
  'docs',
  'explain',
  'finish',
  'fuzz',
  'golden',
  'kernel',
  'plan',
  'render',
  'schemas',
  'source',
  'structure',
  'wire',
].map((folder) => `test/${folder}/**/*.test.ts`)

export default defineConfig({
  test: {
    // Two cores: a third worker makes each of the long ones take twice as long.
    maxWorkers: 2,
    testTimeout: 60_000,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: { name: 'pure', include: pure, isolate: false },
      },
      {
        extends: true,
        test: {
          name: 'at work',
          include: ['test/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'test/.work/**', ...pure],
        },
      },
    ],
  },
})
