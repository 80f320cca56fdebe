import { describe, expect, it } from 'vitest'
import type { GenerateArguments } from '../../generator/cli/arguments.ts'
import { fixCommand, patchOf } from '../../generator/cli/difference.ts'

const command: GenerateArguments = {
  kind: 'generate',
  schema: 'a.json',
  out: null,
  node: null,
  emit: 'ts',
  format: 'human',
  mode: 'check',
}

describe('the difference of --check', () => {
  it('is a patch from the disk to what is generated', () => {
    expect(patchOf('a.gen.ts', 'one\ntwo\n', 'one\n2\n')).toContain(
      '--- a.gen.ts\ton disk\n+++ a.gen.ts\tgenerated\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n',
    )
    expect(patchOf('a.gen.ts', null, 'one\n')).toContain('--- /dev/null\tmissing\n+++ a.gen.ts\tgenerated')
  })

  it('is of the lines that differ where the file has the ends of lines of Windows', () => {
    expect(patchOf('a.gen.ts', 'one\r\ntwo\r\n', 'one\n2\n')).toContain('\n one\n-two\n+2\n')
  })

  it('comes with the command that makes it go away, for a shell', () => {
    expect(fixCommand(command)).toBe('npx ecs-gen a.json')
    const words = { schema: "my schema's.json", out: 'made/', node: 'x', emit: 'js' } as const
    expect(fixCommand({ ...command, ...words })).toBe(
      `npx ecs-gen 'my schema'\\''s.json' --out made/ --node x --emit js`,
    )
  })
})
