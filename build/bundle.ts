import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { parserOfCompiler } from './parser.ts'
import { compiledTemplates } from './templates.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Files of ours that the package holds in another form. */
const inAnotherForm: Plugin = {
  name: 'in another form',
  setup({ onLoad }) {
    const replace = (filter: RegExp, text: () => string): void =>
      onLoad({ filter }, () => ({ contents: text(), loader: 'js', resolveDir: root }))
    replace(/[\\/]generator[\\/]render[\\/]templates\.ts$/, compiledTemplates)
    replace(/[\\/]generator[\\/]finish[\\/]parser\.ts$/, parserOfCompiler)
  },
}

/** zod takes the messages of fifty languages along, for whoever asks for one. We print our own. */
const oneLanguage: Plugin = {
  name: 'one language',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: `export { default as en } from './en.js'`,
    }))
  },
}

/**
 * Writes the generator's code into a folder of this repository; returns the files that it was made of. One file for
 * what an unchanged schema needs and a few for the rest, because loading a hundred small files took longer than
 * generating; templates as functions, because compiling them did too.
 */
export async function bundle(outdir: string): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['generator/cli.ts', 'generator/index.ts'],
    outdir,
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    // The forms that can be taken apart: jsonc-parser's other one loads its parts at run time.
    mainFields: ['module', 'main'],
    plugins: [inAnotherForm, oneLanguage],
    minifyWhitespace: true,
    minifySyntax: true,
    metafile: true,
    logLevel: 'warning',
  })
  return Object.keys(metafile.inputs)
}
