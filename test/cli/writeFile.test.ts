import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { WriteError, writeAll } from '../../generator/cli/writeFile.ts'

/** As on a system where some renames fail: on Windows, while somebody has the file open. */
const renamesBut =
  (fails: (target: string) => boolean) =>
  (from: string, to: string): void => {
    if (fails(to)) throw Object.assign(new Error(), { code: 'EPERM' })
    renameSync(from, to)
  }

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'ecs-gen-'))

describe('writeAll', () => {
  it('does not touch what Git for Windows has checked out', () => {
    const path = join(newFolder(), 'a.ts')
    writeFileSync(path, 'a\r\nb\r\n')
    expect(writeAll([{ path, text: 'a\nb\n' }])).toEqual([false])
    expect(writeAll([{ path, text: 'a\nc\n' }])).toEqual([true])
  })

  it('makes folders, and does not touch what has its bytes', () => {
    const folder = newFolder()
    const files = [
      { path: join(folder, 'deep/er/a.ts'), text: 'a' },
      { path: join(folder, 'b.ts'), text: 'b' },
    ]
    expect(writeAll(files)).toEqual([true, true])
    const before = statSync(files[1]!.path)
    expect(writeAll([{ ...files[0]!, text: 'new' }, files[1]!])).toEqual([true, false])
    expect(readFileSync(files[0]!.path, 'utf8')).toBe('new')
    expect(statSync(files[1]!.path)).toMatchObject({ mtimeMs: before.mtimeMs, ino: before.ino })
  })

  it('writes all or none, and leaves nothing behind', () => {
    const folder = newFolder()
    mkdirSync(join(folder, 'b.ts'))
    writeFileSync(join(folder, 'a.ts'), 'old')
    const files = ['a.ts', 'b.ts'].map((name) => ({ path: join(folder, name), text: 'new' }))
    expect(() => writeAll(files)).toThrow(WriteError)
    expect(() => writeAll(files)).toThrow('a folder of that name is there')
    expect(readFileSync(join(folder, 'a.ts'), 'utf8')).toBe('old')
    expect(readdirSync(folder).sort()).toEqual(['a.ts', 'b.ts'])
  })

  it('puts back what was renamed when a later one cannot be, and removes what was not there', () => {
    const folder = newFolder()
    const path = (name: string): string => join(folder, name)
    writeFileSync(path('a.ts'), Buffer.of(0xff, 0x41))
    writeFileSync(path('c.ts'), 'old')
    const files = ['a.ts', 'b.ts', 'c.ts', 'd.ts'].map((name) => ({ path: path(name), text: 'new' }))
    const rename = renamesBut((target) => target === path('c.ts'))
    expect(() => writeAll(files, rename)).toThrow('this process may not write there')
    expect(readFileSync(path('a.ts'))).toEqual(Buffer.of(0xff, 0x41))
    expect(readFileSync(path('c.ts'), 'utf8')).toBe('old')
    expect(readdirSync(folder).sort()).toEqual(['a.ts', 'c.ts'])
  })

  it('names what is new where it cannot be put back', () => {
    const folder = newFolder()
    const files = ['a.ts', 'b.ts', 'c.ts'].map((name) => ({ path: join(folder, name), text: 'new' }))
    for (const { path } of files) writeFileSync(path, 'old')
    let renames = 0
    // The first two succeed, and of what is put back the second.
    const rename = renamesBut(() => ++renames > 2 && renames !== 5)
    expect(() => writeAll(files, rename)).toThrow(
      `this process may not write there; already new, and not to be put back: ${files[0]!.path}`,
    )
    expect(files.map(({ path }) => readFileSync(path, 'utf8'))).toEqual(['new', 'old', 'old'])
    expect(readdirSync(folder).sort()).toEqual(['a.ts', 'b.ts', 'c.ts'])
  })

  it('keeps a link whose file is still to come', () => {
    const folder = newFolder()
    const link = join(folder, 'early.ts')
    symlinkSync('further/late.ts', link)
    expect(writeAll([{ path: link, text: 'new' }])).toEqual([true])
    expect(lstatSync(link).isSymbolicLink()).toBe(true)
    expect(readFileSync(join(folder, 'further', 'late.ts'), 'utf8')).toBe('new')
  })

  it('follows such a link from the folder that it is really in', () => {
    const folder = newFolder()
    mkdirSync(join(folder, 'deep', 'real'), { recursive: true })
    symlinkSync(join('deep', 'real'), join(folder, 'short'))
    symlinkSync(join('..', 'late.ts'), join(folder, 'deep', 'real', 'link.ts'))
    expect(writeAll([{ path: join(folder, 'short', 'link.ts'), text: 'new' }])).toEqual([true])
    expect(readFileSync(join(folder, 'deep', 'late.ts'), 'utf8')).toBe('new')
  })

  it('keeps a link and changes the file behind it', () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'real.ts'), 'old')
    symlinkSync('real.ts', join(folder, 'link.ts'))
    expect(writeAll([{ path: join(folder, 'link.ts'), text: 'new' }])).toEqual([true])
    expect(lstatSync(join(folder, 'link.ts')).isSymbolicLink()).toBe(true)
    expect(readFileSync(join(folder, 'real.ts'), 'utf8')).toBe('new')
  })
})
