// Writes docs/api/ from doc comments: `npx tsx docs/publish-api.ts [--check]`. Fresh examples are its input.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { toJavaScript } from '../generator/finish/finish.ts'
import { type ApiPage, renderPages } from './api-page.ts'

const root = new URL('../', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')
const declarationsOf = (path: string): string => toJavaScript(read(path), 'module.ts').types

const module = (file: string, title: string, from: string, text: string): ApiPage => ({
  file,
  title,
  intro: `Made from the doc comments of ${from}; names that come from its schema are examples of the pattern. By subject: [every name of a generated module](../generated-api.md).`,
  text,
})

const pages: readonly ApiPage[] = [
  {
    file: 'generate.md',
    title: 'The package',
    intro: "What `import ... from 'ecs-gen'` has, made from its doc comments.",
    text: ['generator/diagnostic/diagnostic.ts', 'generator/pipeline.ts'].map(declarationsOf).join('\n'),
  },
  module(
    'local.md',
    'A module without a transport',
    '`examples/arena/cluster.schema.json`',
    read('examples/arena/arena.gen.d.ts'),
  ),
  module(
    'tcp.md',
    'A node over TCP',
    '`examples/arena-cluster/cluster.schema.json`, node alpha',
    read('examples/arena-cluster/arena.alpha.gen.d.ts'),
  ),
  module(
    'udp.md',
    'A node over UDP',
    '`examples/arena-cluster/udp/cluster.schema.json`, node alpha',
    read('examples/arena-cluster/udp/arena.alpha.gen.d.ts'),
  ),
  module(
    'adapters.md',
    'Adapters and the store',
    '`test/cases/golden/adapters`, a module with a world for each `ecs`',
    declarationsOf('test/cases/golden/adapters/expected.gen.ts'),
  ),
]

const index = `# Reference

Made from doc comments by \`npm run docs\`. Each page leaves out what one before it says in the same words.

${pages.map(({ file, title }) => `- [${title}](${file})`).join('\n')}
`

const folder = new URL('docs/api/', root)
const texts = new Map([['README.md', index], ...renderPages(pages)])
mkdirSync(folder, { recursive: true })
for (const [file, text] of texts) {
  const path = new URL(file, folder)
  if (!process.argv.includes('--check')) writeFileSync(path, text)
  else if (readFileSync(path, 'utf8') !== text) {
    console.error(`docs/api/${file} is stale: run npm run docs`)
    process.exitCode = 1
  }
}
