import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What keeps a core busy for a minute: begun last, one of them would run alone while the other core has nothing to do. */
const longest = [
  'matrix/matrix',
  'simulation/seeds',
  'matrix/clusters',
  'conformance/threads',
  'simulation/planted',
]
/** These mostly wait, for other processes; so many of them take as long as one of the others. */
const waiting = 'process/'
const WAITING_EACH = 4

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isIn = ({ moduleId }: TestSpecification, part: string): boolean =>
      moduleId.includes(`/test/${part}`)
    const busy = longest.flatMap((part) => files.filter((file) => isIn(file, part)))
    const idle = files.filter((file) => isIn(file, waiting))
    const others = files.filter((file) => !busy.includes(file) && !idle.includes(file))
    // Two cores have two that are busy, and one that waits beside them.
    const interleaved = busy.flatMap((file, index) => [
      file,
      ...idle.splice(0, index === 0 ? 1 : WAITING_EACH),
    ])
    return [...interleaved, ...idle, ...others]
  }
}

/** Tests that leave nothing behind in their process, and so can share the modules that take long to load. */
const pure = [
  'absence',
  'adapters',
  'build',
  'cli',
  'conformance',
  'diagnostic',
  'diff',
  'docs',
  'examples',
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
    // Of two cores: the third is for those that mostly wait.
    maxWorkers: 3,
    // What tests have generated is JavaScript already, and large: it is imported as users do.
    server: { deps: { external: [/\/test\/\.work\/.*\.m?js/] } },
    testTimeout: 120_000,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: { name: 'pure', include: pure, isolate: false },
      },
      {
        extends: true,
        test: { name: 'processes', include: [`test/${waiting}**/*.test.ts`], isolate: false },
      },
      {
        extends: true,
        test: {
          name: 'at work',
          include: ['test/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'test/.work/**', `test/${waiting}**`, ...pure],
        },
      },
    ],
  },
})
