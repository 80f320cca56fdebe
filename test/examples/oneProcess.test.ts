import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { generate } from '../../generator/pipeline.ts'

const folder = new URL('../../examples/one-process/', import.meta.url)
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8')

it('the committed module of the one-process example is fresh', () => {
  const { files } = generate(read('cluster.schema.json'), { schemaFile: 'cluster.schema.json', emit: 'js' })
  for (const file of files) expect(read(file.name)).toBe(file.text)
})

it('everybody walks to the wild and back, and those who find the gate full wait', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(new URL('main.js', folder))])
  for (const name of ['Ada', 'Bo', 'Cleo', 'Dov']) {
    const steps = stdout.split('\n').filter((line) => line.includes(`: ${name} `))
    expect(
      steps.map((line) => line.split(`${name} `)[1]).filter((step) => !step?.startsWith('waits')),
    ).toEqual(['leaves the town', 'arrives in the wild', 'leaves the wild', 'arrives in the town'])
  }
  expect(stdout).toContain('Cleo waits at the gate of the town')
  expect(stdout).toContain('4 in the town, 0 in the wild, 0 on their way')
})

it('stays the smallest: schema and program together under 60 lines', () => {
  const lines = ['cluster.schema.json', 'main.js'].flatMap((name) => read(name).trimEnd().split('\n'))
  expect(lines.length).toBeLessThan(60)
})
