// The daily work of a commune's officer: finding a household, reading it, declaring how many households there are,
// and seeing that a figure is made of the households behind it.

import assert from 'node:assert/strict'
import { noHorizontalScroll, open } from './lib/checks.js'
import { button, field, heading, people, signIn } from './lib/people.js'
import { test } from './lib/test.js'

const rows = (page) => page.locator('table.list tbody tr')
const plain = (text) =>
  text.normalize('NFD').replace(/\p{Mn}/gu, '').replace(/đ/g, 'd').replace(/Đ/g, 'D').toLowerCase()
const number = (text) => Number(text.replace(/[^0-9]/g, ''))

// The name of a head of household, with marks to leave out.
async function someHead(page) {
  const answer = await page.request.get('/households.json')
  assert.equal(answer.status(), 200)
  const { items: all } = await answer.json()
  const found = all.find(({ head_name: name }) => name && plain(name) !== name.toLowerCase())
  assert.ok(found, `no name with marks among ${all.length} households`)
  return found
}

async function findHousehold(page) {
  const { head_name: name, code } = await someHead(page)
  await open(page, '/households')
  const search = page.locator('main').getByRole('searchbox')
  await search.fill(plain(name))
  await search.press('Enter')
  await page.waitForURL((url) => url.searchParams.get('q') === plain(name))
  await rows(page).filter({ hasText: code }).filter({ hasText: name }).first().waitFor()
  // What is found carries the name, if not of its head then of a member.
  assert.ok((await rows(page).count()) < 50, 'the search leaves out nothing')
  return { name, code }
}

test('a household is found without diacritics and opened with its members', async ({ page }) => {
  await signIn(page, people.officer)
  const { name, code } = await findHousehold(page)
  await open(page, `/households?q=${encodeURIComponent(code)}`)
  await rows(page).getByRole('link', { name: code }).first().click()
  await heading(page, `Hộ ${code}`).waitFor()
  await heading(page, 'Thành viên').waitFor()
  assert.ok((await page.getByRole('link', { name, exact: true }).count()) > 0, `${name} is not among the members`)
})

test('the numerator of the rate opens to exactly that many households', async ({ page }) => {
  await signIn(page, people.officer)
  await open(page, '/rate')
  const figure = page.locator('.stat a.num-link').first()
  const numerator = number(await figure.innerText())
  await figure.click()
  await page.waitForURL((url) => url.pathname === '/rate/households')
  const list = new URL(page.url())
  const seen = new Set()
  for (let turn = 0; turn < 200; turn++) {
    for (const href of await rows(page).evaluateAll((all) => all.map((row) => row.querySelector('a')?.href))) seen.add(href)
    const next = page.locator('a[rel=next]')
    if ((await next.count()) === 0) break
    await next.click()
    await page.waitForLoadState()
  }
  assert.equal(seen.size, numerator, `${list.search} lists another number of households`)
})

async function declare(page) {
  await open(page, '/areas?q=lang lon')
  await rows(page).getByRole('link', { name: 'Xã Láng Lớn' }).first().click()
  await field(page, 'Ngày số liệu').fill('01/11/2024')
  await page.getByLabel('nông thôn', { exact: true }).check()
  await field(page, 'Tổng số hộ dân cư khai báo').fill('4012')
  await button(page, 'Lưu').click()
  // Nobody said where the number is from: the reason is shown and nothing typed is lost.
  await page.getByRole('alert').first().waitFor()
  assert.equal(await field(page, 'Tổng số hộ dân cư khai báo').inputValue().then(number), 4012)
  await field(page, 'Nguồn số liệu').fill('Báo cáo của công an xã')
  await button(page, 'Lưu').click()
  await page.getByText('Đã lưu tổng số hộ dân cư.').waitFor()
  await page.getByRole('cell', { name: '4.012' }).first().waitFor()
}

// Forms with a required field left out are stopped by the browser; the program's own answer is what is tested.
const withoutBrowserChecks = (page) =>
  page.addInitScript(() =>
    document.addEventListener('DOMContentLoaded', () => {
      for (const form of document.forms) form.noValidate = true
    }),
  )

test('an officer declares the number of households, with an omission that is pointed out', async ({ page }) => {
  await withoutBrowserChecks(page)
  await signIn(page, people.officer)
  await declare(page)
})

test('a phone without script is enough to find a household and to read the rate', async ({ browser, server }) => {
  const context = await browser.newContext({
    baseURL: server.base, javaScriptEnabled: false, locale: 'vi-VN', viewport: { width: 360, height: 740 },
  })
  const page = await context.newPage()
  await signIn(page, people.officer)
  await findHousehold(page)
  await open(page, '/rate')
  assert.ok((await page.locator('table a.num-link').count()) > 0)
  await context.close()
})

test('a reviewer sees the households of the own hamlet only, on a narrow phone too', async ({ page }) => {
  await signIn(page, people.officer)
  const mine = (await (await page.request.get('/households.json')).json()).items
  await page.context().clearCookies()
  await signIn(page, people.reviewer)
  const { items: seen } = await (await page.request.get('/households.json')).json()
  assert.ok(seen.length > 0)
  const hamlets = (list) => [...new Set(list.map(({ hamlet }) => hamlet))]
  assert.equal(hamlets(seen).length, 1, hamlets(seen).join(', '))
  const foreign = mine.find(({ hamlet }) => hamlet !== hamlets(seen)[0])
  assert.equal((await page.request.get(`/households/${foreign.id}.json`)).status(), 404)
  await open(page, '/households')
  await noHorizontalScroll(page, 320)
})

test('pages print on paper', async ({ page }) => {
  await signIn(page, people.officer)
  await open(page, '/rate')
  const paper = await page.pdf({ format: 'A4' })
  assert.equal(paper.subarray(0, 5).toString(), '%PDF-')
  await page.emulateMedia({ media: 'print' })
  assert.equal(await page.getByRole('navigation').first().isVisible(), false)
})
