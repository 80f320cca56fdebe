import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { WriteError, writeAll } from '../../generator/cli/writeFile.ts'

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'ecs-gen-'))

describe('writeAll', () => {
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

  it('keeps a link and changes the file behind it', () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'real.ts'), 'old')
    symlinkSync('real.ts', join(folder, 'link.ts'))
    expect(writeAll([{ path: join(folder, 'link.ts'), text: 'new' }])).toEqual([true])
    expect(lstatSync(join(folder, 'link.ts')).isSymbolicLink()).toBe(true)
    expect(readFileSync(join(folder, 'real.ts'), 'utf8')).toBe('new')
  })
})
