import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { clusterSchema } from './cluster.ts'

/**
 * Writes schemas/cluster.schema.json for completion in editors: `npx tsx schemas/publish.ts [--check]`.
 * Draft 7, because that is the draft that the JSON language server of VS Code supports in full; of 2020-12
 * it says "not yet fully supported" in released versions.
 */
export function publishedSchema(): string {
  const { $schema, ...rest } = z.toJSONSchema(clusterSchema, { io: 'input', target: 'draft-07' })
  const published = {
    $schema,
    title: 'ecs-gen cluster schema',
    description: 'Components, worlds, links and nodes from which ecs-gen generates one module.',
    // VS Code reads these two: comments and trailing commas are part of the format.
    allowComments: true,
    allowTrailingCommas: true,
    ...rest,
  }
  return `${JSON.stringify(published, null, 2)}\n`
}

export const publishedPath = fileURLToPath(new URL('./cluster.schema.json', import.meta.url))

function main(args: readonly string[]): number {
  const fresh = existsSync(publishedPath) && readFileSync(publishedPath, 'utf8') === publishedSchema()
  if (args.includes('--check')) {
    if (!fresh) console.error('schemas/cluster.schema.json is stale; run npx tsx schemas/publish.ts')
    return fresh ? 0 : 1
  }
  if (!fresh) writeFileSync(publishedPath, publishedSchema())
  return 0
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main(process.argv.slice(2))
