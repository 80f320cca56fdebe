import { readdirSync, readFileSync } from 'node:fs'
import { Node, Project, Scope } from 'ts-morph'
import { describe, expect, it } from 'vitest'
import { generate } from '../../generator/index.ts'

/**
 * docs/generated-api.md has every public name of a generated module, and no other. Names that come from the
 * schema stand there as patterns, such as `has<Component>`.
 */
const root = new URL('../../', import.meta.url)
const goldens = new URL('test/cases/golden/', root)
const project = new Project({ useInMemoryFileSystem: true })
const publicNames = [...readdirSync(goldens).flatMap((folder) => publicNamesOf(folder)), ...securedNames()]

interface PublicName {
  readonly name: string
  /** The class or object that it is a member of; empty for an export. */
  readonly owner: string
}

interface Schema {
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly archetypes?: Readonly<Record<string, unknown>>
  readonly worlds: Readonly<Record<string, unknown>>
  readonly cluster?: object
}

function publicNamesOf(folder: string): PublicName[] {
  const read = (file: string): string => readFileSync(new URL(`${folder}/${file}`, goldens), 'utf8')
  return namesIn(`${folder}.ts`, JSON.parse(read('schema.json')) as Schema, read('expected.gen.ts'))
}

/** Of secured clusters, which have no golden: they differ in little. */
function securedNames(): PublicName[] {
  return Object.entries({ cluster: 'tls', datagrams: 'pre_shared_key' }).flatMap(([folder, security]) => {
    const schema = JSON.parse(readFileSync(new URL(`${folder}/schema.json`, goldens), 'utf8')) as Schema
    const secured = { ...schema, cluster: { ...schema.cluster, security } }
    return namesIn(`${security}.ts`, schema, generate(secured).files[0]!.text)
  })
}

function namesIn(file: string, schema: Schema, text: string): PublicName[] {
  const patternOf = patternsOf(schema)
  const source = project.createSourceFile(file, text)
  return [...source.getExportedDeclarations()].flatMap(([name, declarations]) => {
    const pattern = patternOf(name)
    // What is in the classes of the schema, the user has named.
    if (pattern !== name) return [{ name: pattern, owner: '' }]
    const members = declarations.flatMap(membersOf).map(patternOf)
    return [{ name, owner: '' }, ...members.map((member) => ({ name: member, owner: name }))]
  })
}

function membersOf(declaration: Node): string[] {
  if (Node.isClassDeclaration(declaration)) {
    const members = [...declaration.getInstanceProperties(), ...declaration.getInstanceMethods()]
    return members.filter((member) => member.getScope() === Scope.Public).map((member) => member.getName())
  }
  if (Node.isInterfaceDeclaration(declaration)) {
    return [...declaration.getProperties(), ...declaration.getMethods()].map((member) => member.getName())
  }
  const type = Node.isVariableDeclaration(declaration) ? declaration.getTypeNode() : undefined
  return Node.isTypeLiteral(type)
    ? [...type.getProperties(), ...type.getMethods()].map((member) => member.getName())
    : []
}

function patternsOf(schema: Schema): (name: string) => string {
  const upper = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)
  const lower = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1)
  const patterns = new Map<string, string>()
  const prefixes: [start: string, pattern: string][] = []
  const codec = (name: string, of: string): void => {
    patterns.set(name, of)
    for (const verb of ['has', 'is', 'pack', 'write', 'unpack'])
      patterns.set(`${verb}${name}`, `${verb}${of}`)
  }
  for (const [component, fields] of Object.entries(schema.components)) {
    codec(component, '<Component>')
    for (const field of Object.keys(fields)) {
      patterns.set(`${component}${upper(field)}`, '<Component><Field>')
      prefixes.push([`${lower(component)}${upper(field)}`, '<component><Field>'])
    }
  }
  for (const archetype of Object.keys(schema.archetypes ?? {})) {
    codec(upper(archetype), '<Archetype>')
    patterns.set(`queue${upper(archetype)}Batch`, 'queue<Archetype>Batch')
    patterns.set(`write${upper(archetype)}To`, 'write<Archetype>To')
  }
  const worlds = Object.keys(schema.worlds)
  for (const world of worlds) {
    for (const suffix of ['Entities', 'Components', 'Entity', 'Store', 'Component'])
      patterns.set(`${upper(world)}${suffix}`, `<World>${suffix}`)
    for (const component of Object.keys(schema.components))
      patterns.set(`${upper(world)}${component}`, '<World><Component>')
  }
  for (const component of Object.keys(schema.components))
    patterns.set(`${component}Columns`, '<Component>Columns')
  for (const source of worlds) {
    patterns.set(`${source}Returned`, 'queues.<world>Returned')
    for (const target of worlds) {
      const name = `${source}To${upper(target)}`
      patterns.set(name, 'queues.<source>To<Target>')
      patterns.set(`${name}Priority`, 'queues.<source>To<Target>Priority')
      for (const delivery of ['FireAndForget', 'AckRequired', 'Ordered'])
        patterns.set(`${name}${delivery}`, 'queues.<source>To<Target><Delivery>')
    }
  }
  return (name) => patterns.get(name) ?? prefixes.find(([start]) => name.startsWith(start))?.[1] ?? name
}

/** Rows of the tables, and headings: the names in the first cell, and what the whole line mentions. */
const rows = readFileSync(new URL('docs/generated-api.md', root), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `') || line.startsWith('## `'))
  .map((line) => ({ names: codeIn(line.split(' | ')[0]!), mentions: codeIn(line) }))

function codeIn(text: string): string[] {
  return [...text.matchAll(/`([^`(]+)[^`]*`/g)].map((match) => match[1]!)
}

describe('docs/generated-api.md', () => {
  const named = new Set(rows.flatMap((row) => row.names))
  const isDocumented = ({ name, owner }: PublicName): boolean =>
    named.has(name) || rows.some((row) => row.names.includes(owner) && row.mentions.includes(name))

  it('has every public name, in a row of its own or in that of its class', () => {
    const missing = publicNames.filter((name) => !isDocumented(name))
    expect([...new Set(missing.map(({ owner, name }) => `${owner}.${name}`))]).toEqual([])
  })

  it('has no name that no module has', () => {
    const elsewhere = ['Vec4', 'Quat', 'globalThis.<name>Memory']
    const known = new Set([...publicNames.map(({ name }) => name), ...elsewhere])
    expect([...named].filter((name) => !known.has(name))).toEqual([])
  })
})
