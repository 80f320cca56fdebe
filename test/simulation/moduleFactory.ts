import crypto from 'node:crypto'
import { createRequire } from 'node:module'
import { transformSync } from 'esbuild'
import type TypeScript from 'typescript'
import type { Plan } from '../../generator/plan/plan.ts'
import { planOf } from '../../generator/planOf.ts'
import { render } from '../../generator/render/render.ts'
import { recallOf } from './recall.ts'

/** What a generated module exports, and a little of what it does not, for looking into rings; its types are made while the test runs. */
// biome-ignore lint/suspicious/noExplicitAny: see above
export type GeneratedModule = any

/** Makes modules with memory and state of their own: what a start of a process does. */
export interface ModuleFactory {
  /** A module as if it had just been imported. */
  make(): GeneratedModule
  /** Nobody uses the modules made so far any more: they are handed out again, with the state that they had at first. */
  takeBack(): void
}

/**
 * The JavaScript of every node's module, without what changes no behaviour and takes most of the time: sweeping
 * unreached declarations and printing types. A test holds that what `generate()` gives behaves the same.
 */
export function modulesOf(schema: object): string[] {
  return plansOf(schema).map((plan) => withoutTypes(render(plan)))
}

/** As the compiler prints them: what planted bugs are texts of. */
export function printedModulesOf(schema: object): string[] {
  // Only planted bugs need it, and it takes a second to load.
  const ts: typeof TypeScript = createRequire(import.meta.url)('typescript')
  // With every import taken at its word nothing is looked up: half the time.
  const compilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    verbatimModuleSyntax: true,
  }
  return plansOf(schema).map((plan) => ts.transpileModule(render(plan), { compilerOptions }).outputText)
}

function plansOf(schema: object): readonly Plan[] {
  const { plans, diagnostics } = planOf(schema)
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'))
  return plans
}

/** A tenth of the time that the compiler of TypeScript takes, which would be a third of a test run. */
function withoutTypes(text: string): string {
  return transformSync(text, { loader: 'ts', target: 'es2022' }).code
}

/**
 * Turns the text of a module into a function that makes it: imported anew thousands of times, modules would
 * never be freed. Sockets are not there, and the memory is a plain one: nobody shares it. Two whole packets are a run:
 * small rings hardly ever have the eight that it takes elsewhere.
 */
export function factoryOf(text: string): ModuleFactory {
  const names: string[] = []
  const imported = new Map<string, unknown>()
  const body = text
    .replace(/^const RUN_MIN = \d+/m, 'const RUN_MIN = 2')
    .replace(/^const LEND_MIN = .*/m, 'const LEND_MIN = 3')
    .replace(/^import \{([^}]*)\} from ['"]([^'"]+)['"];?$/gm, (_, list: string, from: string) => {
      for (const name of list.split(',').map((item) => item.trim())) {
        // What is computed is taken from where it is; what reaches outside is not there.
        if (name !== '' && !name.startsWith('type '))
          imported.set(name, from === 'node:crypto' ? Reflect.get(crypto, name) : noSocket)
      }
      return ''
    })
    .replace(/^export ((?:const|let|class|function) (\w+))/gm, (_, declaration: string, name: string) => {
      names.push(name)
      return declaration
    })
  if (/^(?:let|var) /m.test(body)) throw new Error('variables of a module cannot be brought back')
  const declared = [...body.matchAll(/^(?:const|class) (\w+)/gm)].map(([, name]) => name)
  const given = `${names.join(', ')}, allQueues, I32, RING_HEAD, RING_SLOTS, RING_TAIL, SLOT_WORDS`
  const source = `'use strict';\n${body}\nreturn [{ ${given} }, [${declared.join(', ')}]]`
  const load = new Function('globalThis', 'SharedArrayBuffer', ...imported.keys(), source)
  return new Reusing(() => load({}, undefined, ...imported.values()))
}

/**
 * Each load has classes of its own, and what V8 had learned of those before is of no use for them: a module that is
 * used again saves a fifth of a run.
 */
class Reusing implements ModuleFactory {
  private readonly load: () => [module: GeneratedModule, declared: readonly unknown[]]
  private readonly known: { readonly module: GeneratedModule; readonly recall: () => void }[] = []
  private used = 0

  constructor(load: () => [GeneratedModule, readonly unknown[]]) {
    this.load = load
  }

  make(): GeneratedModule {
    const known = this.known[this.used++]
    if (known !== undefined) {
      known.recall()
      return known.module
    }
    const [module, declared] = this.load()
    this.known.push({ module, recall: recallOf(declared) })
    return module
  }

  takeBack(): void {
    this.used = 0
  }
}

function noSocket(): never {
  throw new Error('a simulated node has no sockets')
}
