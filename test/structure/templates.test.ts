import { readdirSync, readFileSync } from 'node:fs'
import Handlebars from 'handlebars'
import { ts } from 'ts-morph'
import { describe, expect, test } from 'vitest'
import { clusterNames, ecsNames, moduleNames, securityNames } from '../../generator/plan/moduleNames.ts'
import type { Plan } from '../../generator/plan/plan.ts'
import { planOf } from '../../generator/planOf.ts'
import { contextOf } from '../../generator/render/context.ts'
import { render } from '../../generator/render/render.ts'
import { templateFolder } from '../../generator/render/templates.ts'
import { moduleGlobals } from '../../schemas/reserved.ts'
import { allTypes } from '../matrix/cases.ts'

/** Uses every section and every kind of field, so that every list of its context has an element. */
function fullSchema(strategy: string): object {
  return {
    name: 'full-house',
    components: allTypes,
    archetypes: { small: ['Plain', 'Tag'], large: Object.keys(allTypes) },
    worlds: {
      left: { routing: { default: 'right', components: { Plain: 'upper' } } },
      right: { components: ['Plain', 'Short'] },
      upper: {},
    },
    links: [
      { from: 'left', to: 'right', queue: { kind: 'mpmc', priorityCapacity: 16 } },
      { from: 'left', to: 'upper' },
      { from: 'upper', to: 'left' },
    ],
    cluster: { nodes: { alpha: {}, beta: {} }, ownership: { strategy } },
    sharedState: 'memory',
  }
}

/** The same over nodes that talk: every delivery, links of one and of several, to a node and from it. */
const clusterSchema = {
  ...fullSchema('hash'),
  name: 'full-cluster',
  // The last component ends within a word of 64 bits.
  components: { ...allTypes, Last: { x: 'u8' } },
  worlds: {
    left: { node: 'alpha', routing: { default: 'right', components: { Plain: 'upper' } } },
    right: { node: 'alpha', components: ['Plain', 'Short'] },
    upper: { node: 'beta' },
  },
  links: [
    { from: 'left', to: 'right', queue: { kind: 'mpmc', priorityCapacity: 16 } },
    { from: 'left', to: 'upper', delivery: ['ordered', 'fire_and_forget'], queue: { priorityCapacity: 16 } },
    { from: 'right', to: 'upper', delivery: 'ack_required' },
    { from: 'upper', to: 'left' },
  ],
  cluster: {
    transport: 'tcp',
    nodes: { alpha: { port: 9000 }, beta: { port: 9001 } },
    ownership: { strategy: 'hash' },
  },
}

/** An adapter of each kind, with every kind of field, with references and with a tag. */
const ecsSchema = {
  ...fullSchema('hash'),
  name: 'full-ecs',
  components: { ...allTypes, Aim: { at: { entity: 'defer' }, last: { entity: 'null' }, share: 'f64' } },
  worlds: {
    left: { ecs: 'bitecs' },
    right: { ecs: 'soa' },
    upper: { ecs: 'koota' },
    lower: { ecs: 'miniplex' },
  },
  links: 'all',
}

function planFirst(schema: object): Plan {
  const { plans, diagnostics } = planOf(schema)
  if (plans[0] === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'))
  return plans[0]
}

const strategies = ['hash', 'range', 'consistent_hash']
const localPlans = strategies.map((strategy) => planFirst(fullSchema(strategy)))
const { Long: _, ...shortTypes } = clusterSchema.components
const udpSchema = {
  ...clusterSchema,
  components: shortTypes,
  archetypes: { small: ['Plain', 'Tag'], large: Object.keys(shortTypes) },
  cluster: { ...clusterSchema.cluster, transport: 'udp' },
}
const securedSchema = { ...clusterSchema, cluster: { ...clusterSchema.cluster, security: 'tls' } }
const plans = [...localPlans, ...[clusterSchema, securedSchema, udpSchema, ecsSchema].map(planFirst)]
const contexts = plans.map(contextOf)
const templates = new Map(
  readdirSync(templateFolder)
    .filter((file) => file.endsWith('.ts.hbs'))
    .map((file) => [
      file.replace('.ts.hbs', ''),
      Handlebars.parse(readFileSync(new URL(file, templateFolder), 'utf8')),
    ]),
)
const kernelFiles = readdirSync(new URL('kernel/', templateFolder))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replace('.ts', ''))
const helpers = new Set(['kernel', 'literal', 'comment'])
const blocks = new Set(['if', 'unless', 'each', 'else'])

/** What a name may stand for: all values of all elements of a list at once, from the innermost scope out. */
type Scope = readonly (readonly unknown[])[]

const faults: string[] = []
const kernelsNamed = new Set<string>()
const partialsNamed = new Set<string>(['module'])
const pathsSeen = new Set<string>()

function walkTemplate(name: string, scope: Scope): void {
  const program = templates.get(name)
  if (program === undefined) throw new Error(`no template ${name}`)
  walk(program, name, scope)
}

function walk(program: hbs.AST.Program, file: string, scope: Scope): void {
  for (const statement of program.body) {
    const place = `templates/${file}.ts.hbs:${statement.loc.start.line}`
    if (statement.type === 'MustacheStatement')
      walkMustache(statement as hbs.AST.MustacheStatement, place, scope)
    else if (statement.type === 'BlockStatement')
      walkBlock(statement as hbs.AST.BlockStatement, file, place, scope)
    else if (statement.type === 'PartialStatement') {
      const { name, params } = statement as hbs.AST.PartialStatement
      const partial = (name as hbs.AST.PathExpression).original as string
      partialsNamed.add(partial)
      if (!templates.has(partial)) faults.push(`${place}: no partial ${partial}`)
      else if (params.length > 0) faults.push(`${place}: partials take no arguments here`)
      else walkTemplate(partial, scope)
    } else if (!['ContentStatement', 'CommentStatement'].includes(statement.type)) {
      faults.push(`${place}: ${statement.type} is not used in our templates`)
    }
  }
}

function walkMustache(statement: hbs.AST.MustacheStatement, place: string, scope: Scope): void {
  const path = statement.path as hbs.AST.PathExpression
  if (statement.params.length === 0) {
    const values = resolve(path, place, scope)
    for (const value of values) {
      if (typeof value === 'object' && value !== null)
        faults.push(`${place}: ${path.original} prints an object`)
    }
    return
  }
  if (!helpers.has(String(path.original))) faults.push(`${place}: no helper ${String(path.original)}`)
  if (path.original === 'kernel') {
    const [name] = statement.params
    const kernel = name?.type === 'StringLiteral' ? (name as hbs.AST.StringLiteral).value : ''
    kernelsNamed.add(kernel)
    if (!kernelFiles.includes(kernel)) faults.push(`${place}: no kernel ${kernel}`)
    return
  }
  for (const param of statement.params) resolve(param as hbs.AST.PathExpression, place, scope)
}

function walkBlock(block: hbs.AST.BlockStatement, file: string, place: string, scope: Scope): void {
  const helper = String((block.path as hbs.AST.PathExpression).original)
  if (!blocks.has(helper)) faults.push(`${place}: no block helper ${helper}`)
  if (block.params.length !== 1) faults.push(`${place}: ${helper} takes one argument`)
  const values = resolve(block.params[0] as hbs.AST.PathExpression, place, scope)
  if (helper === 'each') {
    const elements = values.flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : []))
    if (values.some((value) => !Array.isArray(value))) faults.push(`${place}: each goes over a list`)
    if (elements.length === 0) faults.push(`${place}: the full schema leaves the list empty`)
    walk(block.program, file, [elements, ...scope])
  } else {
    walk(block.program, file, scope)
  }
  if (block.inverse != null) walk(block.inverse, file, scope)
}

/** All values of a path; a fault when some element does not have it. */
function resolve(path: hbs.AST.PathExpression, place: string, scope: Scope): unknown[] {
  if (path.type !== 'PathExpression') {
    faults.push(`${place}: ${path.type} is not a path`)
    return []
  }
  if (path.data) {
    if (path.original !== '@index') faults.push(`${place}: ${path.original} is not used in our templates`)
    return [0]
  }
  let values = scope[path.depth] ?? []
  if (scope[path.depth] === undefined) faults.push(`${place}: ${path.original} leaves the outermost scope`)
  for (const part of path.parts as string[]) {
    values = values.flatMap((value) => {
      // What is null in one context is filled in another.
      if (value === null) return []
      if (typeof value === 'object' && value !== null && Object.hasOwn(value, part)) {
        return [(value as Record<string, unknown>)[part]]
      }
      faults.push(`${place}: ${path.original} is not in the context`)
      return []
    })
  }
  pathsSeen.add(path.parts.join('.'))
  return values.filter((value) => value !== null)
}

walkTemplate('module', [contexts])

describe('templates', () => {
  test('use only what the context has', () => {
    expect([...new Set(faults)]).toEqual([])
    expect(pathsSeen.size).toBeGreaterThan(60)
  })

  test('are all used', () => {
    expect([...templates.keys()].sort()).toEqual([...partialsNamed].sort())
  })

  test('name every kernel', () => {
    const stand = kernelFiles.filter((file) => /^sample(-|$)/.test(file))
    expect(stand.length).toBeGreaterThan(0)
    expect([...kernelsNamed, ...stand].sort()).toEqual([...kernelFiles].sort())
  })

  test('the context has nothing that no template prints', () => {
    const unused = Object.keys(contexts[0]!).filter(
      (key) => ![...pathsSeen].some((path) => path === key || path.startsWith(`${key}.`)),
    )
    expect(unused).toEqual([])
  })
})

describe('kernels', () => {
  test('regions name features of the plan and are closed', () => {
    const features = Object.keys(plans[0]!.features)
    const wrong = kernelFiles.flatMap((file) => {
      const lines = readFileSync(new URL(`kernel/${file}.ts`, templateFolder), 'utf8').split('\n')
      let open = 0
      const found = lines.flatMap((line, index) => {
        const place = `templates/kernel/${file}.ts:${index + 1}`
        if (!line.includes('//#')) return []
        const feature = /^\s*\/\/#if (\w+)$/.exec(line)?.[1]
        if (feature !== undefined) {
          open++
          return features.includes(feature) && open === 1 ? [] : [`${place}: ${line.trim()}`]
        }
        open--
        return /^\s*\/\/#end$/.test(line) && open === 0 ? [] : [`${place}: ${line.trim()}`]
      })
      return open === 0 ? found : [...found, `templates/kernel/${file}.ts: a region is not closed`]
    })
    expect(wrong).toEqual([])
  })

  test('every feature is asked for by a template or a kernel', () => {
    const text = [
      ...[...templates.keys()].map((name) => readFileSync(new URL(`${name}.ts.hbs`, templateFolder), 'utf8')),
      ...kernelFiles.map((name) => readFileSync(new URL(`kernel/${name}.ts`, templateFolder), 'utf8')),
    ].join('\n')
    const unused = Object.keys(plans[0]!.features).filter(
      (feature) => !text.includes(`features.${feature}`) && !text.includes(`//#if ${feature}\n`),
    )
    expect(unused).toEqual([])
  })
})

describe('names of the module', () => {
  test('are all reserved, or derived from the schema and claimed', () => {
    const derived = [
      ...Object.keys(allTypes),
      'Last',
      ...[
        'WordsTeam',
        'WordsFew',
        'WordsSome',
        'WordsAll',
        'NestedOuter',
        'NestedOuterInner',
        'NestedOuterInnerMode',
      ],
      ...['Small', 'Large'],
    ]
    const ecs = [
      ...[
        'LeftComponents',
        'LeftEntities',
        'RightComponent',
        'RightStore',
        'RightEntities',
        'UpperComponents',
      ],
      ...['UpperEntities', 'LowerEntity', 'LowerEntities', 'LowerAim', 'Aim', 'AimColumns'],
      ...Object.keys(allTypes).map((name) => `${name}Columns`),
    ]
    derived.push(...ecs)
    const reserved = new Set<string>([
      ...moduleNames,
      ...clusterNames,
      ...ecsNames,
      ...Object.values(securityNames).flat(),
    ])
    // Names of the schema's types start with a capital and hold no underscore: only such can clash with them.
    const missing = plans
      .flatMap((plan) => topLevelNames(render(plan)))
      .filter((name) => /^[A-Z][A-Za-z0-9]*$/.test(name) && !derived.includes(name) && !reserved.has(name))
    expect([...new Set(missing)].sort()).toEqual([])
  })

  test('are declared once, a type and its value together aside', () => {
    for (const plan of plans) {
      const names = topLevelNames(render(plan))
      const twice = names.filter((name, index) => names.indexOf(name) !== index)
      expect(twice).toEqual(plan.features.remote ? ['World', 'Node', 'Delivery', 'Refusal'] : ['World'])
    }
  })
})

describe('globals that the module uses', () => {
  test('are reserved, so that no component shadows them', () => {
    const used = new Set<string>()
    for (const plan of plans) {
      const text = render(plan)
      const own = new Set(topLevelNames(text))
      const visit = (node: ts.Node): void => {
        const isName = ts.isIdentifier(node) && /^[A-Z][A-Za-z0-9]*$/.test(node.text) && !own.has(node.text)
        const isMember = ts.isPropertyAccessExpression(node.parent) && node.parent.name === node
        const isKey =
          (ts.isPropertyAssignment(node.parent) || ts.isPropertySignature(node.parent)) &&
          node.parent.name === node
        // What a class calls its type parameters hides nothing outside of it.
        if (ts.isTypeParameterDeclaration(node)) own.add(node.name.text)
        else if (isName && !isMember && !isKey) used.add(node.text)
        ts.forEachChild(node, visit)
      }
      const file = ts.createSourceFile('full.ts', text, ts.ScriptTarget.ES2022, true)
      for (const statement of file.statements) visit(statement)
    }
    expect(used.size).toBeGreaterThan(20)
    const free = [...used].filter(
      (name) =>
        !moduleGlobals.has(name) &&
        ![...moduleNames, ...clusterNames, ...ecsNames, ...Object.values(securityNames).flat()].some(
          (own) => own === name,
        ),
    )
    expect(free.sort()).toEqual([])
  })
})

function topLevelNames(text: string): string[] {
  const file = ts.createSourceFile('full.ts', text, ts.ScriptTarget.ES2022, true)
  return file.statements.flatMap((statement) => {
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.map((declaration) => declaration.name.getText())
    }
    const { name } = statement as ts.Statement & { readonly name?: ts.Identifier }
    return name === undefined || ts.isModuleDeclaration(statement) ? [] : [name.text]
  })
}
