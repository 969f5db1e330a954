// Pictures of the main pages, to look at: build/shots/<page>-<width>-<light|dark>.png
//   node e2e/shots.js [--as username] [path…]      the default is the list below, as the administrator

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { launchBrowser, newPage } from './lib/browser.js'
import { signIn } from './lib/people.js'
import { makeTemplate, startServer } from './lib/server.js'

const folder = join('build', 'shots')
const args = process.argv.slice(2)
const username = args[0] === '--as' ? args.splice(0, 2)[1] : 'admin'
const pages = args.length > 0 ? args : ['/sign-in', '/', '/areas', '/households', '/review', '/plan']
const widths = [360, 768, 1440]

mkdirSync(folder, { recursive: true })
const template = makeTemplate('sqlite')
const browser = await launchBrowser()
try {
  const server = await startServer(template, 'shots')
  for (const width of widths) {
    for (const colorScheme of ['light', 'dark']) {
      const { page, context } = await newPage(browser, server.base, { colorScheme, viewport: { width, height: 900 } })
      for (const [i, path] of pages.entries()) {
        if (i > 0 || path !== '/sign-in') await signInOnce(page)
        await page.goto(path, { waitUntil: 'networkidle' })
        const name = path.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '') || 'home'
        const file = join(folder, `${name}-${width}-${colorScheme}.png`)
        await page.screenshot({ path: file, fullPage: true })
        console.log(file)
      }
      await context.close()
    }
  }
  await server.stop()
} finally {
  await browser.close()
  template.remove()
}

async function signInOnce(page) {
  const cookies = await page.context().cookies()
  if (!cookies.some((c) => c.httpOnly)) await signIn(page, { username, password: `demo-${username}-1` })
}
