import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { createInterface } from 'node:readline'
import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generate } from '../../generator/pipeline.ts'
import { freePorts } from '../process/ports.ts'
import { launchChromium, whyNoChromium } from '../support/chromium.ts'
import { countPixels, excessWidth, ledger, overlaps } from './viewerPage.mjs'

const folder = new URL('../../examples/viewer/', import.meta.url)
interface ServerModule {
  ViewerServer: new (
    onKill: (node: string) => void,
  ) => {
    listen(port: number): Promise<number>
    show(frame: Uint8Array): void
    close(): void
  }
}

const reason = whyNoChromium()
if (reason !== null) console.log(`the page of the viewer is not tested here: ${reason}`)

it.each([
  ['the process alpha', '', { node: 'alpha' }],
  ['the process beta', '', { node: 'beta' }],
  ['the process gamma', '', { node: 'gamma' }],
  ['the page', 'page/', {}],
])('the committed module of %s is fresh', (_, place, options) => {
  const within = new URL(place, folder)
  const text = readFileSync(new URL('cluster.schema.json', within), 'utf8')
  const { files } = generate(text, { schemaFile: 'cluster.schema.json', emit: 'js', ...options })
  expect(files).toHaveLength(2)
  for (const file of files) expect(readFileSync(new URL(file.name, within), 'utf8')).toBe(file.text)
})

it('leaves frames out for a viewer that takes them slowly, and those that it gets are whole', async () => {
  const { ViewerServer } = (await import(new URL('server.js', folder).href)) as ServerModule
  const server = new ViewerServer(() => {})
  const port = await server.listen(0)
  const response = await connect(new URL('/frames', `http://127.0.0.1:${port}`))
  const frame = new Uint8Array(100_000).fill(7)
  const shown = 2_000
  for (let count = 0; count < shown; count++) {
    server.show(frame)
    await setImmediate()
  }
  const chunks: Buffer[] = []
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
  })
  for (let before = -1; before !== chunks.length; await sleep(500)) before = chunks.length
  response.destroy()
  server.close()
  const bytes = Buffer.concat(chunks)
  const stride = 4 + frame.length
  expect(bytes.length).toBeGreaterThan(0)
  expect(bytes.length % stride).toBe(0)
  expect(bytes.length / stride).toBeLessThan(shown / 4)
  for (let at = 0; at < bytes.length; at += stride) {
    expect(bytes.readUInt32LE(at)).toBe(frame.length)
    expect(bytes.subarray(at + 4, at + stride).equals(frame)).toBe(true)
  }
})

describe('the viewer', () => {
  let viewer: ChildProcess
  let url: string
  let browser: Browser | undefined
  beforeAll(async () => {
    ;[viewer, url] = await startViewer()
    if (reason === null) browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
    viewer.kill()
  })

  it('answers under its own name only, and lets only its own page press buttons', async () => {
    const { host } = new URL(url)
    const statusOf = async (
      path: string,
      method: string,
      headers: Record<string, string>,
    ): Promise<number> => {
      const response = await ask(new URL(path, url), method, headers)
      response.destroy()
      return response.statusCode!
    }
    expect(await statusOf('/', 'GET', { host })).toBe(200)
    expect(await statusOf('/', 'GET', { host: 'rebound.example' })).toBe(403)
    expect(await statusOf('/frames', 'GET', { host: 'rebound.example' })).toBe(403)
    expect(await statusOf('/kill/beta', 'POST', { host })).toBe(403)
    expect(await statusOf('/kill/beta', 'POST', { host, origin: 'http://other.example' })).toBe(403)
    expect(await statusOf('/kill/nobody', 'POST', { host, origin: `http://${host}` })).toBe(204)
    for (const path of ['/../server.js', '/%2e%2e/server.js', '/cluster.schema.json']) {
      expect(await statusOf(path, 'GET', { host })).toBe(404)
    }
  })

  it('has so many viewers at most, and a place for another once one has gone', async () => {
    const open = await Promise.all(Array.from({ length: 8 }, () => ask(new URL('/frames', url))))
    expect(open.map(({ statusCode }) => statusCode)).toEqual(Array(8).fill(200))
    expect((await ask(new URL('/frames', url))).statusCode).toBe(503)
    for (const response of open) response.destroy()
    await expect.poll(async () => leave(await ask(new URL('/frames', url)))).toBe(200)
  })

  describe.skipIf(reason !== null)('in a browser', () => {
    const complaints: string[] = []
    let page: Page

    const numberOf = async (selector: string): Promise<number> =>
      Number((await page.textContent(selector))?.replaceAll(',', ''))
    const untilTrue = (what: () => Promise<boolean>): Promise<void> =>
      expect.poll(what, { timeout: 20_000, interval: 100 }).toBe(true)
    const roomIs = (state: string): Promise<void> =>
      untilTrue(async () => (await page.getAttribute('[data-node="beta"]', 'data-state')) === state)

    it('needs no shared memory', async () => {
      page = await browser!.newPage({ viewport: { width: 1280, height: 820 } })
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
      page.on('pageerror', (error) => complaints.push(error.message))
      await page.goto(url)
      // As text, because vitest makes something else of an import.
      const memory = await page.evaluate(
        `import('/viewer.gen.js').then(({ memory }) => memory.constructor.name)`,
      )
      expect([memory, await page.evaluate('crossOriginIsolated')]).toEqual(['ArrayBuffer', false])
    })

    it('shows entities that cross from zone to zone, links that are connected, and a sum that is right', async () => {
      await untilTrue(async () => (await numberOf('#crossings')) > 20)
      await untilTrue(async () => (await page.locator('.room[data-state="running"]').count()) === 3)
      await untilTrue(async () => (await page.locator('.lane[data-peer="connected"]').count()) === 6)
      await untilTrue(async () => {
        const rates = await page.locator('.lane .rate').allTextContents()
        return rates.length === 6 && rates.every((rate) => Number.parseFloat(rate) > 0)
      })
      // Those who were born in the lobby have its colour, wherever they are now: here, in the room of the forest.
      await untilTrue(async () => (await page.evaluate(countPixels, ['beta', 'lobby'] as const)) > 20)
      await untilTrue(async () => (await numberOf('#born')) === 750)
      expect(await numberOf('#gold')).toBe(3 * (2 * 5_050 + 1_275))
      expect(await numberOf('#wrong')).toBe(0)
    })

    it('shows a process that is killed, who waits for it, who is in doubt, and that another takes its place', async () => {
      let doubt = 0
      let waiting = 0
      const look = async (): Promise<void> => {
        doubt = Math.max(doubt, await numberOf('#inDoubt'))
        waiting = Math.max(waiting, Number(await page.getAttribute('[data-link="0-1"]', 'data-waiting')))
      }
      await page.click('[data-node="beta"] button')
      await roomIs('killed')
      await untilTrue(async () => (await page.getAttribute('[data-link="0-1"]', 'data-peer')) === 'failed')
      await untilTrue(async () => {
        await look()
        return waiting >= 4
      })
      expect(await numberOf('#lost')).toBeGreaterThan(50)
      await untilTrue(async () => (await page.evaluate(countPixels, ['beta', 'lobby'] as const)) === 0)
      // Other words stand there now.
      await page.setViewportSize({ width: 360, height: 820 })
      expect(await page.evaluate(overlaps)).toEqual([])
      await page.setViewportSize({ width: 1280, height: 820 })
      await roomIs('running')
      await untilTrue(async () => {
        await look()
        return (await page.locator('.lane[data-peer="connected"]').count()) === 6
      })
      await untilTrue(async () => {
        await look()
        return doubt > 0
      })
      // Who was nowhere else lives on where it came from.
      await untilTrue(async () => (await numberOf('#inDoubt')) === 0)
      await untilTrue(async () => (await page.evaluate(countPixels, ['beta', 'lobby'] as const)) > 20)
      const { born, ...places } = await page.evaluate(ledger)
      expect(Object.values(places).reduce((sum, count) => sum + count)).toBe(born)
      expect(await numberOf('#wrong')).toBe(0)
      expect(complaints).toEqual([])
    })

    it('fits a narrow window: no text lies on another', async () => {
      for (const width of [360, 700, 1_000, 1_600]) {
        await page.setViewportSize({ width, height: 820 })
        expect(await page.evaluate(overlaps)).toEqual([])
        expect(await page.evaluate(excessWidth)).toBe(0)
      }
    })
  })
})

async function startViewer(): Promise<[ChildProcess, string]> {
  const main = fileURLToPath(new URL('main.js', folder))
  const ports = (await freePorts(3)).join()
  const options = ['--port', '0', '--seconds', '100', '--kill-every', '0', '--down', '1.5', '--ports', ports]
  const child = spawn(process.execPath, [main, ...options], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  return [child, /http:\S+/.exec(line)![0]]
}

/** An answer of which nothing has been read. */
async function connect(
  url: URL,
  method = 'GET',
  headers: Record<string, string> = {},
): Promise<IncomingMessage> {
  const sent = request(url, { method, headers }).end()
  return ((await once(sent, 'response')) as [IncomingMessage])[0]
}

async function ask(...given: Parameters<typeof connect>): Promise<IncomingMessage> {
  return (await connect(...given)).resume()
}

function leave(response: IncomingMessage): number {
  response.destroy()
  return response.statusCode!
}
