import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { generate } from '../../generator/pipeline.ts'

describe.each(['bitecs', 'koota', 'miniplex'])('the arena on %s', (ecs) => {
  const folder = new URL(`../../examples/arena-${ecs}/`, import.meta.url)
  const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8')

  it('has a committed module that is fresh', () => {
    const { files } = generate(read('cluster.schema.json'), { schemaFile: 'cluster.schema.json', emit: 'js' })
    for (const file of files) expect(read(file.name)).toBe(file.text)
  })

  it('loses and doubles nobody', async () => {
    const main = fileURLToPath(new URL('main.js', folder))
    // On a busy machine a second may be over before the threads have begun.
    const { stdout } = await promisify(execFile)(process.execPath, [main, '--seconds', '3'])
    expect(stdout).toContain('ok   entities: 3000 of 3000')
    expect(stdout).toContain('ok   different ids: 3000 of 3000')
    expect(stdout).toMatch(/ok {3}gold: (\d+) of \1/)
    expect(stdout).toMatch(/ok {3}hops that entities remember, and transfers sent: ([1-9]\d*) of \1/)
    expect(stdout).not.toContain('FAIL')
  })

  it('takes as few lines as its README says', () => {
    const code = read('zone.js')
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.trim().startsWith('//'))
    // Those that have to do with the generated module.
    const moving = code.filter((line) =>
      /Memory|\bmodule\b|\bcoordinator\b|new Entities|(?<!\.)\bentities\./.test(line),
    )
    const [, all, few] = /\*\*(\d+) lines of code\*\*, (\d+) of which/.exec(read('README.md'))!.map(Number)
    expect([code.length, moving.length]).toEqual([all, few])
    expect(moving.length).toBeLessThan(40)
  })
})
