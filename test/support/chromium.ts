import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const executablePath = '/usr/bin/chromium'

/** Why no page can be looked at here, in words; null where one can. */
export function whyNoChromium(): string | null {
  return existsSync(executablePath) ? null : `there is no ${executablePath} (Debian package chromium)`
}

/** A browser without a screen, that asks nobody for anything. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
