// A term of a school year: from the school and its list to the payment, by those who act.

import assert from 'node:assert/strict'
import { axeCheck, noHorizontalScroll, open, validHtml } from './lib/checks.js'
import { button, chooseLike, heading, link, people, signIn } from './lib/people.js'
import { test } from './lib/test.js'

const csv = (rows) => ({
  name: 'hoc-sinh.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(`Họ và tên;Số định danh cá nhân;Ngày sinh;Xã, phường nơi ở;Lớp\n${rows.join('\n')}\n`),
})

test('the education office adds a school, and a list with a wrong row enrols the others', async ({ page }) => {
  await signIn(page, people.education)
  await open(page, '/education/schools')
  await page.getByRole('textbox', { name: /^Tên trường/ }).fill('Trường THCS Đường Mới')
  await page.getByRole('textbox', { name: /^Mã trường/ }).fill('00770123')
  await chooseLike(page, 'Cấp học', 'Trung học cơ sở')
  await chooseLike(page, 'Xã, phường', 'Láng Lớn')
  await button(page, 'Thêm trường').click()
  await heading(page, 'Trường THCS Đường Mới').waitFor()
  await page.getByText('00770123').waitFor()

  await open(page, '/education/imports')
  await chooseLike(page, 'Bảng tính gồm', 'Học sinh của một trường')
  await chooseLike(page, 'Trường', 'Trường THCS Đường Mới')
  await page.getByLabel(/^Năm bắt đầu năm học/).fill('2024')
  await page.locator('input[type=file]').setInputFiles(csv(['Không Có Ai;;01/02/2012;Láng Lớn;7A', 'Thiếu Lớp;;01/02/2012;Láng Lớn;']))
  await button(page, 'Gửi và kiểm tra').click()
  await heading(page, 'hoc-sinh.csv').waitFor()
  await page.getByRole('cell', { name: 'Cần sửa' }).first().waitFor()
  assert.equal(await button(page, 'Ghi 0 dòng sẵn sàng').count(), 0)
})

test('the commune makes the list of tuition from the board, and every figure opens to its pupils', async ({ page }) => {
  await signIn(page, people.officer)
  await open(page, '/education')
  await link(page, 'học kỳ 1 năm học 2024–2025').click()
  const row = page.getByRole('row', { name: /^Miễn học phí NĐ/ })
  const entitled = Number(await row.getByRole('link').nth(1).innerText())
  assert.ok(entitled > 0)
  await row.getByRole('link').nth(1).click()
  await heading(page, 'Học sinh').waitFor()
  await page.getByText(`${entitled}`, { exact: false }).first().waitFor()
  await open(page, '/education?term=20241')
  await chooseLike(page, 'Học kỳ', 'học kỳ 1 năm học 2024–2025')
  await chooseLike(page, 'Chính sách', 'Miễn học phí')
  await button(page, 'Lập danh sách học kỳ').click()
  await heading(page, /Miễn học phí, học kỳ 1/).waitFor()
  const address = page.url()
  await open(page, '/education?term=20241')
  await page.getByRole('row', { name: /^Miễn học phí, học kỳ 1/ }).getByRole('link', { name: /^PDF/ }).waitFor()
  const file = await page.request.get(`/education/lists/${address.match(/lists\/(\d+)/)[1]}/paper.pdf`)
  assert.equal((await file.body()).subarray(0, 4).toString(), '%PDF')
})

test('a pupil who may leave school is entered, somebody visits, and a sponsor helps', async ({ page }) => {
  await signIn(page, people.officer)
  await open(page, '/education/pupils?there=1')
  await page.locator('tbody').getByRole('link').first().click()
  await page.getByLabel(/^Thấy ngày/).fill('20/11/2024')
  await chooseLike(page, 'Lý do', 'Đi làm sớm')
  await page.getByLabel(/^Số ngày nghỉ/).fill('12')
  await page.getByLabel(/^Ghi nhận/).fill('Nghỉ 12 buổi')
  await button(page, 'Ghi nguy cơ bỏ học').click()
  await page.getByText('Nghỉ 12 buổi').waitFor()
  await page.getByLabel(/^Việc đã làm/).fill('Đến nhà vận động')
  await button(page, 'Ghi việc đã làm').click()
  await page.getByText('Đến nhà vận động').waitFor()
  await page.locator('dl').getByRole('link').first().click()
  await chooseLike(page, 'Nguồn', 'Cá nhân')
  await page.getByLabel(/^Người đỡ đầu/).fill('Bà Tư')
  await page.getByLabel(/^Giúp gì/).fill('Xe đạp')
  await page.getByLabel(/^Số tiền, giá trị/).fill('1.500.000')
  await button(page, 'Ghi người đỡ đầu').click()
  await page.getByText('Xe đạp').waitFor()
})

test('a clerk reaches the pages of his school only', async ({ page }) => {
  await signIn(page, people.schoolClerk)
  await open(page, '/education/pupils')
  const schools = await page.locator('tbody tr > :nth-child(3)').allInnerTexts()
  assert.ok(schools.length > 0 && schools.every((name) => name.startsWith('Trường THCS')))
  assert.equal(await link(page, 'Hộ gia đình').count(), 0)
})

test('the pages of education are valid, accessible and fit a phone', async ({ page }) => {
  await signIn(page, people.education)
  await open(page, '/education/pupils')
  const pupil = await page.locator('tbody').getByRole('link').first().getAttribute('href')
  await open(page, '/education/schools')
  const school = await page.locator('tbody').getByRole('link').first().getAttribute('href')
  await open(page, '/education/risks')
  const risk = await page.locator('tbody').getByRole('link').first().getAttribute('href')
  for (const path of ['/education', '/education/terms?term=20242', '/education/schools', school, '/education/pupils', pupil, '/education/risks', risk, '/education/sponsorships', '/education/imports']) {
    await validHtml(page, path)
    await axeCheck(page, path)
    await noHorizontalScroll(page, 320)
  }
}, { seconds: 300 })
