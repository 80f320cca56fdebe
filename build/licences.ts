import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The licences of the packages whose files the bundle took in, as each of them asks. */
export function licencesOf(root: string, bundledFiles: readonly string[]): string {
  const packages = new Set(
    bundledFiles.flatMap((file) => /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []),
  )
  const sections = [...packages].sort().map((name) => {
    const folder = join(root, 'node_modules', name)
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
    const file = readdirSync(folder).find((candidate) => /^licen[cs]e/i.test(candidate))
    if (file === undefined) throw new Error(`${name} is bundled and has no licence`)
    return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`
  })
  // The parser: its text goes through `parser.ts`, and ts-morph carries no licence of it.
  const apache = readFileSync(join(root, 'node_modules/typescript/LICENSE.txt'), 'utf8').trim()
  sections.push(`The parser of TypeScript, as @ts-morph/common carries it\n\n${apache}\n`)
  return `This package contains code of the packages below.\n\n${sections.join('\n---\n\n')}`
}
