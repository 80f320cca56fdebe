import { WriteStream } from 'node:tty'
import { afterEach, expect, it, vi } from 'vitest'
import { hasColor } from '../../generator/cli/printDiagnostics.ts'

afterEach(() => vi.unstubAllEnvs())

it.each([
  [{ TERM: 'xterm-256color' }, true],
  [{ TERM: 'xterm-256color', NO_COLOR: '1' }, false],
  [{ TERM: 'dumb' }, false],
])('paints on a terminal as the environment wants it: %o', (environment, expected) => {
  for (const name of [
    'FORCE_COLOR',
    'NO_COLOR',
    'NODE_DISABLE_COLORS',
    'COLORTERM',
    'TMUX',
    'CI',
    'TEAMCITY_VERSION',
  ])
    vi.stubEnv(name, undefined)
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
  const terminal: WriteStream = Object.create(WriteStream.prototype, { isTTY: { value: true } })
  expect(hasColor(terminal)).toBe(expected)
})

it('paints in no file and no pipe', () => {
  const pipe: WriteStream = Object.create(WriteStream.prototype, { isTTY: { value: undefined } })
  expect(hasColor(pipe)).toBe(false)
})
