// Serves the page, and frames to those who look at it, on loopback only.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { withLength } from './page/frames.js'

const viewersMax = 8
const types = { html: 'text/html', css: 'text/css', js: 'text/javascript' }
const files = ['index.html', 'style.css', 'main.js', 'arena.js', 'draw.js', 'frames.js', 'layout.js']
  .concat('labels.js', 'viewer.gen.js', 'zones.js')
  .map((name) => [`/${name}`, readFileSync(new URL(`page/${name}`, import.meta.url))])
const pages = new Map([...files, ['/', files[0][1]]])

export class ViewerServer {
  #viewers = new Set()
  #onKill
  #server

  /** `onKill` is called with the name of a node whose button somebody has pressed. */
  constructor(onKill) {
    this.#onKill = onKill
    this.#server = createServer((request, response) => this.#answer(request, response))
    // A browser opens up to six.
    this.#server.maxConnections = 6 * viewersMax
  }

  listen(port) {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, '127.0.0.1', () => resolve(this.#server.address().port))
    })
  }

  /** Who has not taken the last frame yet does without this one: each frame shows a whole zone. */
  show(frame) {
    const bytes = withLength(frame)
    for (const viewer of this.#viewers) if (!viewer.writableNeedDrain) viewer.write(bytes)
  }

  close() {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  #answer(request, response) {
    const { method, url } = request
    response.setHeader('content-security-policy', "default-src 'self'; img-src data:")
    response.setHeader('x-content-type-options', 'nosniff')
    if (!this.#isOurs(request)) return refuse(response, 403, 'from another site')
    if (method === 'GET' && url === '/frames') return this.#stream(response)
    if (method === 'POST' && url?.startsWith('/kill/')) {
      this.#onKill(url.slice('/kill/'.length))
      return response.writeHead(204).end()
    }
    const text = method === 'GET' ? pages.get(url ?? '') : undefined
    if (text === undefined) return refuse(response, 404, 'nothing here')
    const type = types[url === '/' ? 'html' : url.split('.').pop()]
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' })
    response.end(text)
  }

  /**
   * A page of another site can send requests here, and with a name of its own that leads to 127.0.0.1 it could even read the
   * answers: so only our own names are answered, and only our own page presses buttons.
   */
  #isOurs({ method, headers }) {
    const { port } = this.#server.address() ?? {}
    const isOurName = headers.host === `127.0.0.1:${port}` || headers.host === `localhost:${port}`
    return isOurName && (method === 'GET' || headers.origin === `http://${headers.host}`)
  }

  #stream(response) {
    if (this.#viewers.size >= viewersMax) return refuse(response, 503, 'too many viewers')
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' })
    response.flushHeaders()
    this.#viewers.add(response)
    response.once('close', () => this.#viewers.delete(response))
  }
}

function refuse(response, status, text) {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(`${text}\n`)
}
