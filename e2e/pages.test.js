// What holds for every page that an administrator can reach by following links, so that no page is forgotten here.

import assert from 'node:assert/strict'
import { axeCheck, noHorizontalScroll, open, validHtml } from './lib/checks.js'
import { people, signIn } from './lib/people.js'
import { test } from './lib/test.js'

// /households/4611686018427387904/edit → /households/{id}/edit: pages of one kind are looked at once.
// So are settings, standards, days and tasks, whose addresses hold a key instead of a number.
const kindOf = (path) => path.replace(/\/[^/]*[\d.][^/]*(?=\/|$)/g, '/{id}').replace(/^\/(settings|standards|scorecards|holidays|ethnicities)\/[^/]+/, '/$1/{key}')
// A link to a file is not a page.
const isFile = (path) => path.endsWith('/template') || /\.(xlsx|csv|pdf|docx|json|geojson|zip|svg|png|txt)$/.test(path)

// paths: one page of each kind, in the order in which they were found. dead: links that lead nowhere.
async function crawl(page) {
  const found = new Map([['/', '/']])
  const dead = []
  for (const [kind, path] of found) {
    const answer = await page.goto(path)
    if (answer.status() !== 200) {
      dead.push(`${path} answered ${answer.status()}`)
      found.set(kind, null)
      continue
    }
    const links = await page.locator('a[href]').evaluateAll((all) => all.map((a) => new URL(a.getAttribute('href'), document.baseURI).href))
    for (const link of links.map((href) => new URL(href))) {
      if (link.origin !== new URL(page.url()).origin || isFile(link.pathname)) continue
      if (!found.has(kindOf(link.pathname))) found.set(kindOf(link.pathname), link.pathname)
    }
  }
  return { paths: [...found.values()].filter(Boolean), dead }
}

for (const who of ['admin', 'officer', 'hamletHead']) {
  test(`every link that ${who} sees leads to a page with one main heading and a title`, async ({ page }) => {
    await signIn(page, people[who])
    const { paths, dead } = await crawl(page)
    assert.deepEqual(dead, [])
    assert.ok(paths.includes('/areas'), `only ${paths.join(' ')} were reached`)
    for (const path of paths) {
      await open(page, path)
      assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1, `main headings of ${path}`)
      assert.match(await page.title(), /\S/, `title of ${path}`)
    }
  }, { seconds: 900 })
}

// The markup is the same whatever the database, so it is looked at on one of them.
test('every page is valid HTML, accessible in both languages, light and dark, and fits a phone', async ({ page }) => {
  await signIn(page, people.admin)
  const problems = []
  const { paths } = await crawl(page)
  for (const path of paths) {
    for (const check of [() => validHtml(page, path), () => axeCheck(page, path), () => noHorizontalScroll(page, 320)]) {
      await check().catch((error) => problems.push(error.message))
    }
  }
  assert.equal(problems.join('\n'), '')
}, { seconds: 1800, on: 'sqlite' })

test('an unknown address answers 404 with a page that leads back', async ({ page }) => {
  await signIn(page, people.admin)
  const answer = await page.goto('/no-such-page')
  assert.equal(answer.status(), 404)
  assert.ok((await page.getByRole('link').count()) > 0)
})
