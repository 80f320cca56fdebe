// Writes docs/errors.md from the table of codes: `npx tsx docs/publish-errors.ts [--check]`.
import { readFileSync, writeFileSync } from 'node:fs'
import { codes } from '../generator/diagnostic/codes.ts'

const head = `# Errors and warnings

Every message of ecs-gen has a code that keeps its meaning. 0xx the file and the command line, 1xx syntax and shape,
2xx names, 3xx references, 4xx limits, 5xx what is not built yet, 6xx what only the finished layout shows.

| Code | Title | |
|---|---|---|
`
const rows = Object.entries(codes).map(([code, { title, explanation }]) => {
  const cells = [code, title, explanation].map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' '))
  return `| ${cells.join(' | ')} |\n`
})
const text = head + rows.join('')
const file = new URL('errors.md', import.meta.url)
if (process.argv.includes('--check')) {
  if (readFileSync(file, 'utf8') !== text) {
    console.error('docs/errors.md is stale: run npx tsx docs/publish-errors.ts')
    process.exitCode = 1
  }
} else {
  writeFileSync(file, text)
}
