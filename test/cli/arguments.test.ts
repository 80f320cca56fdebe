import { describe, expect, it } from 'vitest'
import { readArguments, UsageError } from '../../generator/cli/arguments.ts'

describe('readArguments', () => {
  it('fills in what is not said', () => {
    expect(readArguments(['s.json'])).toEqual({
      kind: 'generate',
      schema: 's.json',
      out: null,
      node: null,
      emit: 'ts',
      format: 'human',
      mode: 'write',
    })
    expect(readArguments(['explain', 's.json', '--json', '--node', 'a'])).toEqual({
      kind: 'explain',
      schema: 's.json',
      node: 'a',
      json: true,
    })
    expect(readArguments(['diff', 'a.json', 'b.json'])).toEqual({
      kind: 'diff',
      before: 'a.json',
      after: 'b.json',
      json: false,
    })
    expect(readArguments(['--watch', 's.json'])).toMatchObject({ kind: 'watch', mode: 'write' })
    expect(readArguments(['s.json', '-h'])).toEqual({ kind: 'help' })
    expect(readArguments(['--version'])).toEqual({ kind: 'version' })
  })

  it.each([
    [[], 'name the schema file'],
    [['explain'], 'ecs-gen explain cluster.schema.json'],
    [['a.json', 'b.json'], '"b.json" is one too many'],
    [['a.json', '--check', '--watch'], '"--check" and "--watch" do not go together'],
    [['a.json', '--stdout', '--out', 'x.ts'], 'do not go together'],
    [['a.json', '--stdout', '--format', 'json'], 'json is one document'],
    [['a.json', '--watch', '--format', 'json'], 'json is one document'],
    [['a.json', '--json'], '--format json'],
    [['a.json', '--emit', 'tsx'], 'expected ts or js'],
    [['a.json', '--out'], 'argument missing'],
    [['a.json', '--out', ''], '"--out" is empty'],
    [['a.json', '--node', 'a', '--node', 'b'], '"--node" is given twice'],
    [['a.json', '--check=yes'], 'does not take an argument'],
    [['explain', 'a.json', '--watch'], 'does not go together with explain'],
    [['diff', 'a.json'], 'name two schemas'],
    [['diff', 'a.json', 'b.json', 'c.json'], '"c.json" is one too many'],
    [['diff', 'a.json', 'b.json', '--node', 'a'], '"--node" does not go together with diff'],
  ])('refuses %j', (words, message) => {
    expect(() => readArguments(words)).toThrow(UsageError)
    expect(() => readArguments(words)).toThrow(message)
  })
})
