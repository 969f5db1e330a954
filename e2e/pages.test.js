// What holds for every main page of someone who is signed in.

import assert from 'node:assert/strict'
import { axeCheck, noHorizontalScroll, open, validHtml } from './lib/checks.js'
import { signIn } from './lib/people.js'
import { test } from './lib/test.js'

const pages = ['/', '/areas', '/households', '/review', '/plan']

for (const path of pages) {
  test(`${path} is valid HTML, accessible in both languages, light and dark, and fits a phone`, async ({ page }) => {
    await signIn(page)
    await validHtml(page, path)
    await axeCheck(page, path)
    await open(page, path)
    await noHorizontalScroll(page, 320)
  })
}

test('every page has one main heading and a title of its own', async ({ page }) => {
  await signIn(page)
  const titles = new Set()
  for (const path of pages) {
    await open(page, path)
    assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1, `headings of ${path}`)
    titles.add(await page.title())
  }
  assert.equal(titles.size, pages.length)
})

test('an unknown address answers 404 with a page that leads back', async ({ page }) => {
  await signIn(page)
  const answer = await page.goto('/no-such-page')
  assert.equal(answer.status(), 404)
  assert.ok((await page.getByRole('link').count()) > 0)
})
