// Debian's Chromium, driven through playwright-core.

import { chromium } from 'playwright-core'

export function launchBrowser() {
  const args = [
    '--disable-gpu',
    '--disable-quic',
    '--disable-dev-shm-usage',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ]
  // Chromium's sandbox refuses to work for root.
  if (process.getuid() === 0) args.push('--no-sandbox')
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args })
}

// A page in a fresh context (no cookies), Vietnamese, in Vietnam's time. problems: what its scripts threw or logged as
// errors, and answers of the server's own fault.
export async function newPage(browser, base, options = {}) {
  const context = await browser.newContext({
    baseURL: base,
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    viewport: { width: 1440, height: 900 },
    ...options,
  })
  context.setDefaultTimeout(8000)
  const page = await context.newPage()
  const problems = []
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('console', (message) => {
    // A refused request (404, 409, …) is also logged as an error; tests look at those themselves.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) problems.push(message.text())
  })
  page.on('response', (response) => {
    if (response.status() >= 500) problems.push(`${response.status()} ${response.request().method()} ${response.url()}`)
  })
  return { page, context, problems }
}
