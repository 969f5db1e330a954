// How lists and forms behave under the fingers: keyboard, columns, filters, checks while typing.

import assert from 'node:assert/strict'
import { open } from './lib/checks.js'
import { button, signIn } from './lib/people.js'
import { test } from './lib/test.js'

const rows = (page) => page.locator('table.list tbody tr')
const heads = (page) => page.getByRole('columnheader')
const currentRow = (page) =>
  page.evaluate(() => [...document.querySelectorAll('table.list tbody tr')].indexOf(document.activeElement))

test('a list is walked with the arrow keys and a row is opened with Enter', async ({ page }) => {
  await signIn(page)
  await open(page, '/areas')
  await rows(page).first().focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  assert.equal(await currentRow(page), 1)
  await page.keyboard.press('End')
  assert.equal(await currentRow(page), (await rows(page).count()) - 1)
  await page.keyboard.press('Home')
  const target = await rows(page).first().getByRole('link').first().getAttribute('href')
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.pathname === target)
})

test('the slash key goes to the search box and Enter searches without diacritics', async ({ page }) => {
  await signIn(page)
  await open(page, '/areas')
  await page.keyboard.press('/')
  await page.keyboard.type('vung tau')
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.searchParams.get('q') === 'vung tau')
  const names = await rows(page).getByRole('link').allInnerTexts()
  assert.ok(names.length > 0)
  assert.ok(names.every((name) => name.includes('Vũng Tàu')), names.join(', '))
})

test('the address of a filtered list says only what was asked', async ({ page }) => {
  await signIn(page)
  await open(page, '/areas')
  await page.getByText('Thêm điều kiện').click()
  await page.getByRole('search').getByLabel('Cấp', { exact: true }).selectOption({ index: 1 })
  await button(page, 'Lọc').click()
  await page.waitForURL((url) => url.search !== '')
  const parameters = [...new URL(page.url()).searchParams]
  assert.ok(parameters.length > 0)
  assert.deepEqual(parameters.filter(([, value]) => value === ''), [])
})

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with' : 'without'
  test(`columns are chosen ${how} script${javaScriptEnabled ? ' and remembered' : ''}`, async ({ browser, server }) => {
    const context = await browser.newContext({ baseURL: server.base, locale: 'vi-VN', javaScriptEnabled })
    const page = await context.newPage()
    await signIn(page)
    await open(page, '/areas')
    const before = await heads(page).count()
    const gone = (await heads(page).last().innerText()).trim()
    await page.getByText(`Cột (${before})`).click()
    await page.getByRole('checkbox', { name: gone }).uncheck()
    await button(page, 'Hiện các cột này').click()
    await page.waitForURL((url) => url.searchParams.has('columns'))
    assert.equal(await heads(page).count(), before - 1)
    await page.goto('/areas')
    if (javaScriptEnabled) await page.waitForURL((url) => url.searchParams.has('columns'))
    assert.equal(await heads(page).count(), javaScriptEnabled ? before - 1 : before)
    await context.close()
  })
}

test('light and dark are chosen once and kept', async ({ page }) => {
  await signIn(page)
  await open(page, '/areas')
  await page.locator('details.me summary').click()
  await button(page, 'Đổi nền sáng, tối').click()
  const chosen = await page.evaluate(() => document.documentElement.dataset.theme)
  assert.match(chosen, /^(light|dark)$/)
  await page.goto('/account')
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), chosen)
})
