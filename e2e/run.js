// Runs the browser tests against the real server: node e2e/run.js [filter]
//
// Every file e2e/*.test.js exports nothing and calls test("sentence", async ({ page, server }) => …). Each file gets a
// server of its own over its own copy of one demonstration commune, so what one file changes no other file sees; each
// test gets a fresh browser context. ANSINH_E2E_DB=postgresql (with ANSINH_TEST_PG) runs the same tests on PostgreSQL.
// The last line is "N passed, N failed". Of a failed test the page's picture stays in build/e2e/.

import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { launchBrowser, newPage } from './lib/browser.js'
import { makeTemplate, startServer } from './lib/server.js'
import { takeTests } from './lib/test.js'

const here = dirname(fileURLToPath(import.meta.url))
const kind = process.env.ANSINH_E2E_DB ?? 'sqlite'
const pictures = join(here, '..', 'build', 'e2e', kind)

function withTimeout(promise, seconds) {
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`still running after ${seconds} s`)), seconds * 1000)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

async function runTest(browser, server, file, { sentence, run, seconds }) {
  const { page, context, problems } = await newPage(browser, server.base)
  try {
    await withTimeout(run({ page, context, server, browser }), seconds)
    // A page that throws in its scripts has failed, whatever the test looked at.
    if (problems.length > 0) throw new Error(`the page reported: ${problems.join('; ')}`)
    return null
  } catch (error) {
    const name = `${file}-${sentence}`.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 120)
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true }).catch(() => {})
    return error
  } finally {
    await context.close()
  }
}

async function main() {
  const filter = (process.argv[2] ?? '').toLowerCase()
  rmSync(pictures, { recursive: true, force: true })
  mkdirSync(pictures, { recursive: true })

  const files = []
  for (const name of readdirSync(here).filter((n) => n.endsWith('.test.js')).sort()) {
    await import(pathToFileURL(join(here, name)))
    const tests = takeTests()
      .filter(({ on }) => on === null || on === kind)
      .filter(({ sentence }) => `${name} ${sentence}`.toLowerCase().includes(filter))
    if (tests.length > 0) files.push({ name: name.replace('.test.js', ''), tests })
  }

  let passed = 0
  let failed = 0
  if (files.length > 0) {
    const template = makeTemplate(kind)
    const browser = await launchBrowser()
    try {
      for (const { name, tests } of files) {
        const server = await startServer(template, name)
        for (const test of tests) {
          const started = performance.now()
          const error = await runTest(browser, server, name, test)
          const took = `${Math.round(performance.now() - started)} ms`
          if (error) {
            failed++
            console.log(`FAILED  ${name}: ${test.sentence} (${took})\n${String(error.stack ?? error).replace(/^/gm, '        ')}`)
          } else {
            passed++
            console.log(`ok      ${name}: ${test.sentence} (${took})`)
          }
        }
        // A server that dies, or whose sanitizers complain, fails even if every page looked right.
        const complaint = await server.stop()
        if (complaint) {
          failed++
          console.log(`FAILED  ${name}: the server ends cleanly\n${complaint.replace(/^/gm, '        ')}`)
        }
      }
    } finally {
      await browser.close()
      template.remove()
    }
  }
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
}

await main()
