// Makes the package: `npm run build`.

import { rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.ts'
import { writeDeclarations } from './declarations.ts'
import { licencesOf } from './licences.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const out = `${root}dist/`

rmSync(out, { recursive: true, force: true })
const sources = await bundle(`${out}generator`)
writeFileSync(`${out}licences.txt`, licencesOf(root, sources))
writeDeclarations(root, out, 'generator/index.d.ts')
