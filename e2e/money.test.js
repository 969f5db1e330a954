// Money from its estimate to the statement, and a gift from its receipt to the house that it paid for.

import assert from 'node:assert/strict'
import { axeCheck, noHorizontalScroll, open, validHtml } from './lib/checks.js'
import { button, chooseLike, heading, link, people, signIn } from './lib/people.js'
import { test } from './lib/test.js'

const photo = {
  name: 'mai.png',
  mimeType: 'image/png',
  buffer: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
}

async function decision(page, kind, number) {
  await open(page, '/budget/decisions/new')
  await page.getByRole('radio', { name: kind, exact: true }).check()
  await page.getByLabel(/^Số quyết định/).fill(number)
  await page.getByLabel(/^Ngày quyết định/).fill('01/11/2024')
  await page.getByLabel(/^Người ký/).fill('Lê Văn Ký')
  await page.getByLabel(/^Chức vụ người ký/).fill('Chủ tịch')
  await page.getByLabel(/^Trích yếu/).fill('Kinh phí giảm nghèo')
  await button(page, 'Lưu quyết định').click()
  await heading(page, number).waitFor()
}

test('an estimate is allocated, shows on its line, and the statement can be taken away', async ({ page }) => {
  await signIn(page, people.finance)
  await decision(page, 'Giao dự toán', '901/QĐ-UBND')
  await chooseLike(page, 'Nguồn', 'Ngân sách tỉnh')
  await chooseLike(page, 'Địa bàn', 'Tỉnh')
  await chooseLike(page, 'Chính sách', 'Chưa gắn chính sách')
  await page.getByLabel(/^Số tiền/).fill('5.000.000.000')
  await button(page, 'Ghi sổ').click()
  await page.getByText('5.000.000.000').first().waitFor()
  await link(page, 'Tổng quan').click()
  await page.getByRole('columnheader', { name: 'Dự toán' }).waitFor()
  await page.getByRole('rowheader', { name: 'Ngân sách tỉnh' }).waitFor()
  await link(page, 'Sổ cái').click()
  await page.getByText('901/QĐ-UBND').first().waitFor()
  await link(page, 'Cân đối tài khoản').click()
  await page.getByText('Sổ cân').waitFor()
  for (const [path, starts] of [
    ['/budget/statement.pdf', '%PDF'],
    ['/budget/statement.xlsx', 'PK'],
  ]) {
    const file = await page.request.get(path)
    assert.equal(file.status(), 200)
    assert.equal((await file.body()).subarray(0, starts.length).toString(), starts)
  }
})

test('more than there is cannot be allocated, and the page says what is left', async ({ page }) => {
  await signIn(page, people.finance)
  await decision(page, 'Phân bổ', '902/QĐ-STC')
  await chooseLike(page, 'Lấy từ dòng', 'Ngân sách tỉnh')
  await chooseLike(page, 'Địa bàn', 'Tỉnh')
  await chooseLike(page, 'Chính sách', 'Cải thiện dinh dưỡng')
  await page.getByLabel(/^Số tiền/).fill('900.000.000.000')
  await button(page, 'Ghi sổ').click()
  await page.getByRole('alert').getByText('dự toán chưa phân bổ, không đủ').waitFor()
})

test('a month is closed by a second person', async ({ page }) => {
  await signIn(page, people.finance)
  await open(page, '/budget/periods')
  await page.getByRole('button', { name: /^Đề nghị khóa 01\/2022/ }).click()
  await page.getByText('Chờ người thứ hai').first().waitFor()
  assert.equal(await page.getByRole('button', { name: /^Xác nhận khóa/ }).count(), 0)
  await page.context().clearCookies()
  await signIn(page, people.accountant)
  await open(page, '/budget/periods')
  await page.getByRole('button', { name: 'Xác nhận khóa 01/2022' }).click()
  await button(page, 'Đồng ý').click()
  await page.getByText('Đã khóa', { exact: true }).first().waitFor()
})

// A poor household that lives badly and has no file yet.
async function someHousehold(page) {
  const { items } = await (await page.request.get('/housing/needs.json?poor=1&without=1')).json()
  assert.ok(items.length > 0, 'nobody lives badly')
  return items[0]
}

test('a gift is received and pays for a house from survey to payment', async ({ page }) => {
  await signIn(page, people.frontCommune)
  await open(page, '/funds')
  await page.getByRole('link', { name: /xã \(minh hoạ\)/ }).click()
  await link(page, 'Ghi tiếp nhận').click()
  await chooseLike(page, 'Loại người ủng hộ', 'Tổ chức')
  await page.getByLabel('Người ủng hộ', { exact: true }).fill('Công ty Thử Nghiệm')
  await page.getByLabel(/^Số tiền/).fill('80.000.000')
  await button(page, 'Ghi phiếu thu').click()
  await heading(page, /^Phiếu thu/).first().waitFor()
  const receipt = page.url()
  const household = await someHousehold(page)

  await page.context().clearCookies()
  await signIn(page, people.officer)
  await open(page, `/housing/of/${household.id}`)
  await page.getByRole('radio', { name: 'Xây mới' }).check()
  await page.getByLabel(/^Người khảo sát/).fill('Công chức xã')
  await page.getByLabel(/^Diện tích ở/).fill('20')
  await page.getByRole('radio', { name: 'Đất của hộ, không tranh chấp' }).check()
  await page.getByLabel(/^Chi phí dự tính/).fill('90.000.000')
  await page.getByLabel(/^Ảnh/).setInputFiles(photo)
  await button(page, 'Lưu khảo sát').click()
  await page.getByLabel(/^Số tiền đề nghị/).fill('50.000.000')
  await button(page, 'Đề nghị hỗ trợ').click()
  await page.getByText('Đã đề nghị').first().waitFor()
  const house = page.url()

  await page.context().clearCookies()
  await signIn(page, people.frontCommune)
  await page.goto(house)
  await page.getByLabel(/^Số quyết định/).fill('15/QĐ-BVĐ')
  await page.getByLabel(/^Người ký/).fill('Trần Thị Trận')
  await page.getByLabel(/^Chức vụ người ký/).fill('Trưởng ban')
  await page.getByLabel(/^Mức hỗ trợ/).fill('50.000.000')
  await button(page, 'Ghi quyết định hỗ trợ').click()
  await page.getByText('Đã duyệt').first().waitFor()
  await page.getByLabel(/^Ảnh/).setInputFiles(photo)
  await button(page, 'Ghi giai đoạn đã xong').click()
  await link(page, 'mai.png').first().waitFor()
  await page.getByLabel(/^Số tiền chi/).fill('50.000.000')
  await page.getByLabel(/^Người nhận tiền/).fill(household.head_name)
  await button(page, 'Ghi đã chi').click()
  await heading(page, 'Các lần chi').waitFor()
  await page.goto(receipt)
  await heading(page, 'Khoản này đã trả cho').waitFor()
  const minutes = await page.request.get(`${new URL(house).pathname}/minutes.pdf`)
  assert.equal((await minutes.body()).subarray(0, 4).toString(), '%PDF')
})

// Forms that only those see who write: the crawl of all pages does not meet them.
const first = async (page, list, address) => {
  const { items } = await (await page.request.get(list)).json()
  assert.ok(items.length > 0, `${list} is empty`)
  return address(items[0].id)
}
async function fit(page, paths) {
  for (const path of paths) {
    await open(page, path)
    await validHtml(page, path)
    await axeCheck(page, path)
    await noHorizontalScroll(page, 320)
  }
}

test('pages of those who keep a fund and build houses fit everybody', async ({ page }) => {
  await signIn(page, people.frontOffice)
  const fund = await first(page, '/funds.json', (id) => `/funds/${id}`)
  await fit(page, [
    fund,
    `${fund}/receipts/new`,
    `${fund}/statement`,
    await first(page, '/housing/houses.json?state=approved', (id) => `/housing/${id}`),
    await first(page, '/housing/houses.json?state=proposed', (id) => `/housing/${id}`),
    await first(page, '/housing/houses.json?state=accepted', (id) => `/housing/${id}`),
  ])
})

test('pages of the finance office fit everybody', async ({ page }) => {
  await signIn(page, people.finance)
  await fit(page, [
    '/budget/periods',
    await first(page, '/budget/decisions.json', (id) => `/budget/decisions/${id}`),
    await first(page, '/budget/lines.json', (id) => `/budget/lines/${id}`),
  ])
})
