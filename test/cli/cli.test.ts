import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { bundle } from '../../build/bundle.ts'
import { generate } from '../../generator/pipeline.ts'

/** As users have it: in one piece. From its sources each run would take two seconds. */
const built = fileURLToPath(new URL('../.work/cli/', import.meta.url))
const cli = join(built, 'cli.js')
beforeAll(async () => {
  rmSync(built, { recursive: true, force: true })
  await bundle(built)
}, 120_000)

const schema = `{
  "name": "tiny",
  "components": { "Position": { "x": "f32" } },
  "worlds": { "a": {}, "b": {} }
}
`

function folder(text: string = schema): string {
  const path = mkdtempSync(join(tmpdir(), 'ecs-gen-'))
  writeFileSync(join(path, 'tiny.json'), text)
  return path
}

interface Run {
  readonly code: number
  readonly out: string
  readonly err: string
}

function run(cwd: string, ...words: string[]): Promise<Run> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [cli, ...words], { cwd }, (_, out, err) =>
      resolve({ code: child.exitCode ?? -1, out, err }),
    )
  })
}

describe('ecs-gen', () => {
  it('writes beside the schema, says when nothing changed, and checks', async () => {
    const cwd = folder()
    mkdirSync(join(cwd, 'node_modules'))
    expect(await run(cwd, 'tiny.json')).toMatchObject({
      code: 0,
      out: expect.stringContaining('wrote tiny.gen.ts'),
    })
    const written = readFileSync(join(cwd, 'tiny.gen.ts'), 'utf8')
    expect(written).toBe(generate(schema, { schemaFile: 'tiny.json' }).files[0]?.text)
    expect((await run(cwd, 'tiny.json')).out).toBe('tiny.gen.ts is up to date\n')
    expect((await run(cwd, 'tiny.json', '--check')).code).toBe(0)

    writeFileSync(join(cwd, 'tiny.gen.ts'), written.replace('Position', 'Place'))
    const stale = await run(cwd, 'tiny.json', '--check')
    expect(stale.code).toBe(1)
    expect(stale.out).toMatch(/^-.*Place/m)
    expect(stale.err).toContain('npx ecs-gen tiny.json')
    expect(readFileSync(join(cwd, 'tiny.gen.ts'), 'utf8')).toContain('Place')
    expect((await run(cwd, 'tiny.json')).out).toContain('wrote tiny.gen.ts')
    expect(readdirSync(cwd).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('answers alike with a broken cache', async () => {
    const cwd = folder()
    const cache = join(cwd, 'node_modules', '.cache', 'ecs-gen')
    mkdirSync(cache, { recursive: true })
    await run(cwd, 'tiny.json')
    for (const name of readdirSync(cache)) writeFileSync(join(cache, name), '{"key": ')
    expect(await run(cwd, 'tiny.json')).toMatchObject({ code: 0, out: 'tiny.gen.ts is up to date\n' })
  })

  it('answers an unchanged schema from the cache, for programs as well', async () => {
    const cwd = folder()
    const cache = join(cwd, 'node_modules', '.cache', 'ecs-gen')
    mkdirSync(cache, { recursive: true })
    const json = async (...more: string[]) =>
      JSON.parse((await run(cwd, 'tiny.json', '--format', 'json', ...more)).out)
    const first = await json()
    expect(first.files).toMatchObject([{ name: 'tiny.gen.ts', path: 'tiny.gen.ts', status: 'written' }])
    const unchanged = { ...first, files: [{ ...first.files[0], status: 'unchanged' }] }
    expect(await json()).toEqual(unchanged)
    expect((await run(cwd, 'tiny.json')).out).toBe('tiny.gen.ts is up to date\n')

    // What the cache alone can know.
    const [name] = readdirSync(cache)
    const remembered = JSON.parse(readFileSync(join(cache, name!), 'utf8'))
    const warning = {
      code: 'ECS326',
      severity: 'warning',
      path: [],
      at: 'value',
      message: 'from the cache',
      hint: null,
    }
    remembered.warnings = [{ ...warning, file: 'x', line: 1, column: 1, length: 1 }]
    writeFileSync(join(cache, name!), JSON.stringify(remembered))
    expect((await json()).diagnostics).toMatchObject([{ message: 'from the cache', file: 'tiny.json' }])
    expect(await json()).toMatchObject({ files: unchanged.files, warningCount: 1, exitCode: 0 })
  })

  it('names the encoding of a schema that is not in UTF-8, and shows nothing of it', async () => {
    const cwd = folder()
    writeFileSync(join(cwd, 'tiny.json'), Buffer.from(`\uFEFF${schema}`, 'utf16le'))
    const { code, err } = await run(cwd, 'tiny.json')
    expect(code).toBe(2)
    expect(err).toMatch(
      /^tiny\.json.* error ECS001: the schema is written in UTF-16 \(little endian\), .*\n.*save it as UTF-8.*\n$/,
    )
  })

  it('shows every error at once and leaves the old output alone', async () => {
    const cwd = folder(schema.replace('"f32"', '"f23"').replace('"b": {}', '"b": { "components": ["Nope"] }'))
    writeFileSync(join(cwd, 'tiny.gen.ts'), 'old')
    const { code, out, err } = await run(cwd, 'tiny.json')
    expect([code, out, readFileSync(join(cwd, 'tiny.gen.ts'), 'utf8')]).toEqual([2, '', 'old'])
    expect(err).toContain('tiny.json:3:')
    expect(err).toContain('did you mean "f32"?')
    expect(err).toContain('tiny.json:4:')
    const json = JSON.parse((await run(cwd, 'tiny.json', '--format', 'json')).out)
    expect(json).toMatchObject({ errorCount: 2, files: [], exitCode: 2 })
  })

  it('writes JavaScript and declarations where it is told to', async () => {
    const cwd = folder()
    expect((await run(cwd, 'tiny.json', '--emit', 'js', '--out', 'made/')).code).toBe(0)
    expect(readdirSync(join(cwd, 'made')).sort()).toEqual(['tiny.gen.d.ts', 'tiny.gen.js'])
    expect((await run(cwd, 'tiny.json', '--out', 'made/own.ts')).code).toBe(0)
    expect(existsSync(join(cwd, 'made', 'own.ts'))).toBe(true)
    expect((await run(cwd, 'tiny.json', '--stdout')).out).toBe(
      readFileSync(join(cwd, 'made', 'own.ts'), 'utf8'),
    )
  })

  it('has a module for each node, and asks which one where there is room for one', async () => {
    const nodes = '"cluster": { "nodes": { "alpha": {}, "beta": {} }, "ownership": { "strategy": "hash" } }'
    const cwd = folder(schema.replace('"a": {}, "b": {} }', `"a": {}, "b": {} }, ${nodes}`))
    const json = JSON.parse((await run(cwd, 'tiny.json', '--out', 'made', '--format', 'json')).out)
    expect(json).toMatchObject({
      files: [
        { name: 'tiny.alpha.gen.ts', path: 'made/tiny.alpha.gen.ts', status: 'written' },
        { name: 'tiny.beta.gen.ts', path: 'made/tiny.beta.gen.ts', status: 'written' },
      ],
      exitCode: 0,
    })
    const both = await run(cwd, 'tiny.json', '--stdout', '--emit', 'js')
    const again = await run(cwd, 'tiny.json')
    expect(again.out).toMatch(/^wrote tiny\.alpha\.gen\.ts \([\d,]+ lines\)\n.*\n2 files in \d+ ms\n$/)
    expect(both).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringMatching(/ECS003[\s\S]*--node: alpha, beta/),
    })
    const none = await run(cwd, 'explain', 'tiny.json', '--node', 'alpah')
    expect(none).toMatchObject({ code: 2, out: '', err: expect.stringContaining('did you mean "alpha"?') })
    expect((await run(cwd, 'tiny.json', '--node', 'beta', '--stdout')).out).toBe(
      readFileSync(join(cwd, 'made', 'tiny.beta.gen.ts'), 'utf8'),
    )
  })

  it('repeats its warnings from the cache', async () => {
    const cwd = folder(
      schema
        .replace('"b": {}', '"b": {}, "lonely": {}')
        .replace('}\n}', '},\n  "links": [{ "from": "a", "to": "b" }]\n}'),
    )
    mkdirSync(join(cwd, 'node_modules'))
    const first = await run(cwd, 'tiny.json')
    expect(first).toMatchObject({ code: 0, err: expect.stringContaining('warning ECS322') })
    expect(await run(cwd, 'tiny.json')).toEqual({
      code: 0,
      out: 'tiny.gen.ts is up to date\n',
      err: first.err,
    })
  })

  it('explains the layout', async () => {
    const { code, out } = await run(folder(), 'explain', 'tiny.json', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      components: {
        Position: { id: 0, offset: 16, size: 4, align: 4, fields: { x: { offset: 16, type: 'f32' } } },
      },
      packet: { headerSize: 16, size: 24 },
      links: [
        { from: 'a', to: 'b' },
        { from: 'b', to: 'a' },
      ],
    })
  })

  it('compares two schemas: 0 compatible, 1 the wire breaks, 2 a bad schema', async () => {
    const cwd = folder()
    const write = (name: string, text: string) => writeFileSync(join(cwd, name), text)
    write('wider.json', schema.replace('"x": "f32"', '"x": "f32", "y": "f32"'))
    write('larger.json', schema.replace('"b": {} }', '"b": {} }, "transferPoolSize": 128'))
    write('bad.json', schema.replace('"f32"', '"f23"'))
    const same = await run(cwd, 'diff', 'tiny.json', 'larger.json')
    expect(same).toMatchObject({
      code: 0,
      out: expect.stringContaining('transfers of a pool: 64 -> 128'),
      err: '',
    })
    const broken = await run(cwd, 'diff', 'tiny.json', 'wider.json')
    expect(broken).toMatchObject({
      code: 1,
      out: expect.stringContaining('field Position.y is new'),
      err: '',
    })
    const json = await run(cwd, 'diff', 'tiny.json', 'wider.json', '--json')
    expect(json.code).toBe(1)
    expect(JSON.parse(json.out)).toMatchObject({
      formatVersion: 1,
      breaks: true,
      breaking: [
        { subject: 'component' },
        { subject: 'field', name: 'Position.y', action: 'added', nodes: [] },
      ],
      exitCode: 1,
    })
    const bad = await run(cwd, 'diff', 'tiny.json', 'bad.json')
    expect(bad).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('bad.json:3:38 error ECS104'),
    })
    expect(await run(cwd, 'diff', 'nope.json', 'tiny.json')).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('ECS001'),
    })
  })

  it.each([
    [['nope.json'], 'there is no such file'],
    [['tiny.json', '--chek'], 'did you mean "--check"?'],
    [['tiny.json', '--emit', 'wasm'], 'expected ts or js'],
    [['tiny.json', '--node', 'alpha'], 'the schema declares no nodes'],
    [['.'], 'it is a folder'],
    // Devices without an end: read whole, they ended the process without a word.
    [['/dev/zero'], 'ECS002'],
    [['tiny.json', '--out', 'device.ts'], 'what is there is no file'],
    [['tiny.json', '--out', 'x.js'], 'a file of TypeScript ends in .ts'],
    [[], 'name the schema file'],
  ])('%j: one clear error, exit 2, no stack', async (words, message) => {
    const cwd = folder()
    symlinkSync('/dev/zero', join(cwd, 'device.ts'))
    const { code, out, err } = await run(cwd, ...words)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(message)
    expect(err).not.toMatch(/\n\s+at /)
  })

  it.skipIf(!existsSync('/dev/full'))('says that nothing more can be printed', async () => {
    const full = openSync('/dev/full', 'w')
    const child = spawn(process.execPath, [cli, 'tiny.json', '--stdout'], {
      cwd: folder(),
      stdio: ['ignore', full, 'pipe'],
    })
    let err = ''
    child.stderr!.on('data', (text) => {
      err += text
    })
    const [code] = await once(child, 'close')
    expect([code, err]).toEqual([2, 'ecs-gen: error ECS004: the output cannot be written: ENOSPC\n'])
  })

  describe.skipIf(process.platform === 'win32')('as somebody who may not do everything', () => {
    const nodes = '"cluster": { "nodes": { "alpha": {}, "beta": {} }, "ownership": { "strategy": "hash" } }'
    const two = schema.replace('"a": {}, "b": {} }', `"a": {}, "b": {} }, ${nodes}`)
    /** Root may read and write everywhere. */
    const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
    const runAs = (cwd: string, ...words: string[]): Promise<Run> =>
      new Promise((resolve) => {
        const child = execFile(
          process.execPath,
          [join(foreign, 'cli.js'), ...words],
          { cwd, ...nobody },
          (_, out, err) => resolve({ code: child.exitCode ?? -1, out, err }),
        )
      })
    let foreign = ''
    /** Where others may go, but not write. */
    const place = (mode: number, text = two): string => {
      const cwd = folder(text)
      chmodSync(cwd, mode)
      return cwd
    }
    beforeAll(() => {
      foreign = join(mkdtempSync(join(tmpdir(), 'ecs-gen-')), 'cli')
      cpSync(built, foreign, { recursive: true })
      chmodSync(join(foreign, '..'), 0o755)
    })

    it('says that it cannot read the schema', async () => {
      const cwd = place(0o755)
      chmodSync(join(cwd, 'tiny.json'), nobody.uid === undefined ? 0 : 0o600)
      for (const words of [['tiny.json'], ['explain', 'tiny.json'], ['diff', 'tiny.json', 'tiny.json']])
        expect(await runAs(cwd, ...words)).toMatchObject({
          code: 2,
          out: '',
          err: expect.stringContaining(
            'tiny.json:1:1 error ECS001: the schema cannot be read: this process may not read it',
          ),
        })
    })

    it('says that it cannot write, and has written nothing', async () => {
      const cwd = place(0o555)
      for (const words of [[], ['--out', 'made/deep']]) {
        const { code, out, err } = await runAs(cwd, 'tiny.json', ...words)
        expect([code, out]).toEqual([2, ''])
        expect(err).toMatch(
          /^tiny\.json:1:1 error ECS004: cannot write .*: this process may not write there\n/,
        )
      }
      expect(readdirSync(cwd)).toEqual(['tiny.json'])
    })

    it.skipIf(nobody.uid === undefined)(
      'writes none of two modules when it may not replace one',
      async () => {
        // Everybody may add files, and nobody may touch those of others.
        const cwd = place(0o1777)
        writeFileSync(join(cwd, 'tiny.beta.gen.ts'), 'old')
        const { code, err } = await runAs(cwd, 'tiny.json')
        expect(code).toBe(2)
        expect(err).toContain('ECS004: cannot write tiny.beta.gen.ts: this process may not write there')
        expect(readdirSync(cwd).sort()).toEqual(['tiny.beta.gen.ts', 'tiny.json'])
        expect(readFileSync(join(cwd, 'tiny.beta.gen.ts'), 'utf8')).toBe('old')
      },
    )
  })

  it('says that it cannot write where a file stands in the way', async () => {
    const result = await run(folder(), 'tiny.json', '--out', 'tiny.json/x.ts')
    expect(result).toMatchObject({ code: 2, err: expect.stringContaining('ECS004') })
  })

  it.each(['a file', 'a link to one in another folder'])(
    'writes again when the schema changes, also after a mistake, until interrupted: %s',
    async (kind) => {
      const cwd = folder()
      if (kind !== 'a file') {
        const elsewhere = folder()
        rmSync(join(cwd, 'tiny.json'))
        symlinkSync(join(elsewhere, 'tiny.json'), join(cwd, 'tiny.json'))
      }
      const child = spawn(process.execPath, [cli, 'tiny.json', '--watch'], { cwd })
      let seen = ''
      child.stdout.on('data', (data) => (seen += data))
      child.stderr.on('data', (data) => (seen += data))
      const until = async (text: string): Promise<void> => {
        for (let waited = 0; !seen.includes(text); waited += 20) {
          if (waited > 20_000) throw new Error(`waited in vain for "${text}" in: ${seen}`)
          await new Promise((next) => setTimeout(next, 20))
        }
        seen = ''
      }
      await until('watching')
      writeFileSync(join(cwd, 'tiny.json'), schema.replace('"x"', '?'))
      await until('error ECS')
      writeFileSync(join(cwd, 'tiny.json'), schema.replace('"x"', '"height"'))
      await until('wrote tiny.gen.ts')
      expect(readFileSync(join(cwd, 'tiny.gen.ts'), 'utf8')).toContain('height')
      const code = new Promise((ended) => child.once('exit', ended))
      child.kill('SIGINT')
      expect(await code).toBe(0)
    },
  )
})
