import assert from 'node:assert/strict'
import { axeCheck, bytesOfFirstView, noHorizontalScroll, open, validHtml } from './lib/checks.js'
import { button, field, people, signIn } from './lib/people.js'
import { test } from './lib/test.js'

test('an officer signs in and is led away from the sign-in page', async ({ page }) => {
  await signIn(page, people.admin)
  const answer = await page.goto('/areas')
  assert.equal(answer.status(), 200)
  assert.equal(new URL(page.url()).pathname, '/areas')
})

test('a wrong password is refused with a reason and the name stays filled in', async ({ page }) => {
  await open(page, '/sign-in')
  await field(page, 'Tên đăng nhập').fill(people.admin.username)
  await field(page, 'Mật khẩu').fill('not the password')
  await button(page, 'Đăng nhập').click()
  await page.getByRole('alert').waitFor()
  assert.equal(new URL(page.url()).pathname, '/sign-in')
  assert.equal(await field(page, 'Tên đăng nhập').inputValue(), people.admin.username)
  assert.equal(await field(page, 'Mật khẩu').inputValue(), '')
})

test('whoever is not signed in is asked to and then gets the page asked for', async ({ page }) => {
  await page.goto('/areas')
  assert.equal(new URL(page.url()).pathname, '/sign-in')
  await field(page, 'Tên đăng nhập').fill(people.admin.username)
  await field(page, 'Mật khẩu').fill(people.admin.password)
  await button(page, 'Đăng nhập').click()
  await page.waitForURL((url) => url.pathname === '/areas')
})

test('signing in works by keyboard alone', async ({ page }) => {
  await open(page, '/sign-in')
  await field(page, 'Tên đăng nhập').focus()
  await page.keyboard.type(people.admin.username)
  await page.keyboard.press('Tab')
  await page.keyboard.type(people.admin.password)
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.pathname !== '/sign-in')
})

test('signing in works without script', async ({ browser, server }) => {
  const context = await browser.newContext({ baseURL: server.base, javaScriptEnabled: false, locale: 'vi-VN' })
  const page = await context.newPage()
  await signIn(page, people.admin)
  assert.equal((await page.goto('/areas')).status(), 200)
  await context.close()
})

test('the page is valid HTML, accessible and fits a phone', async ({ page }) => {
  await validHtml(page, '/sign-in')
  await axeCheck(page, '/sign-in')
  await noHorizontalScroll(page, 320)
})

test('the first view is at most 60 KB over the wire', async ({ browser, server }) => {
  const bytes = await bytesOfFirstView(browser, server.base, '/sign-in')
  assert.ok(bytes > 0 && bytes <= 60 * 1024, `${bytes} bytes`)
})
