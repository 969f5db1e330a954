// A social allowance by the pages: the commune takes the dossier in, the district decides, the month is listed; a change of the
// base is tried out and decides nothing. And one application to the medical fund.

import assert from 'node:assert/strict'
import { axeCheck, noHorizontalScroll, open, validHtml } from './lib/checks.js'
import { button, choose, field, heading, signInAs } from './lib/people.js'
import { test } from './lib/test.js'

const form = (page, name) => page.locator('form', { has: button(page, name) })

test('an old person who has no allowance gets one, and the month is listed', async ({ page }) => {
  await signInAs(page, 'officer')
  await open(page, '/social-assistance/due')
  const { items } = await (await page.request.get('/social-assistance/due.json?policy=social-elderly')).json()
  assert.ok(items.length > 0, 'the register knows of nobody who is eighty')
  await open(page, `/social-assistance/new?person=${items[0].id}`)
  await field(page, 'Số hồ sơ tiếp nhận').fill('E2E-1/TN')
  await page.getByLabel('Ngày nhận đủ hồ sơ').fill('01/11/2024')
  await page.getByLabel(/^Diện hưởng(?! thứ)/).selectOption({ label: 'Người từ đủ 80 tuổi không lương hưu, trợ cấp' })
  await page.getByLabel(/^Giấy tờ chứng minh/).fill('Tờ khai mẫu 1d')
  await button(page, 'Tiếp nhận hồ sơ').click()
  await page.getByText('Đã nhận hồ sơ.').waitFor()
  const path = page.url()
  const review = form(page, 'Ghi xét duyệt của xã')
  await review.getByLabel(/Ngày xã xét duyệt/).fill('05/11/2024')
  await review.getByLabel(/Kết quả xét duyệt/).fill('Đủ điều kiện')
  await review.getByLabel(/Ngày niêm yết/).fill('05/11/2024')
  await button(page, 'Ghi xét duyệt của xã').click()
  await page.getByText('Đã ghi xét duyệt.').waitFor()
  // Too early: the posting lasts two working days, and what was typed stays.
  await page.getByLabel(/Ngày gửi cấp huyện/).fill('06/11/2024')
  await page.getByLabel(/Số văn bản đề nghị/).fill('E2E/UBND')
  await button(page, 'Gửi cấp huyện').click()
  await page.getByText(/Sớm nhất là 07\/11\/2024/).first().waitFor()
  await page.getByLabel(/Ngày gửi cấp huyện/).fill('08/11/2024')
  await page.getByRole('button', { name: /^(Gửi cấp huyện|Lưu)$/ }).first().click()
  await page.getByText('Đã gửi cấp huyện.').first().waitFor()
  await signInAs(page, 'district')
  await page.goto(path)
  await form(page, 'Ghi thẩm định').getByLabel(/Ngày thẩm định/).fill('12/11/2024')
  await button(page, 'Ghi thẩm định').click()
  await page.getByText('Đã ghi thẩm định.').waitFor()
  assert.equal(await button(page, 'Quyết định hưởng').count(), 0)
  await signInAs(page, 'districtchair')
  await page.goto(path)
  const decide = form(page, 'Quyết định hưởng')
  await decide.getByLabel(/Số quyết định/).fill('E2E/QĐ-UBND')
  await decide.getByLabel(/Ngày quyết định/).fill('15/11/2024')
  await decide.getByLabel(/Người ký/).fill('Bùi Văn Huyện')
  await decide.getByLabel(/Chức vụ/).fill('Chủ tịch')
  await decide.getByLabel(/Hưởng từ tháng/).fill('01/11/2024')
  await button(page, 'Quyết định hưởng').click()
  await page.getByText('Đã ghi quyết định hưởng.').waitFor()
  await page.getByText('500.000 đ').first().waitFor()
  await signInAs(page, 'officer')
  await open(page, '/social-assistance/payments?month=2024-11-01')
  await button(page, 'Lập danh sách chi').click()
  await page.getByText('Đã lập danh sách nháp.').waitFor()
  await page.getByRole('link', { name: /người cao tuổi, tháng 11\/2024/ }).first().waitFor()
})

test('a trial tells people and money and changes nothing', async ({ page }) => {
  await signInAs(page, 'province')
  await open(page, '/social-assistance/trials')
  const asked = form(page, 'Tính thử')
  await asked.getByLabel(/Tên phương án/).fill('Mức chuẩn 700.000')
  await asked.getByLabel(/Mức chuẩn thử/).fill('700.000')
  await button(page, 'Tính thử').click()
  await heading(page, 'Mức chuẩn 700.000').waitFor()
  for (let i = 0; i < 60 && (await page.getByRole('heading', { name: 'Kết quả' }).count()) === 0; i++) {
    await page.waitForTimeout(500)
    await page.reload()
  }
  await page.getByRole('heading', { name: 'Kết quả' }).waitFor()
  await open(page, '/social-assistance')
  await page.getByText('500.000 đ').first().waitFor()
})

test('an invoice serves one application to the medical fund', async ({ page }) => {
  await signInAs(page, 'officer')
  const { items } = await (await page.request.get('/households.json?class_provincial=poor&limit=5')).json()
  const household = await (await page.request.get(`/households/${items[0].id}.json`)).json()
  const person = household.members[0].person_id ?? household.members[0].id
  for (const [number, twice] of [['E2E-1', false], ['E2E-2', true]]) {
    await open(page, `/severe-illness/new?person=${person}`)
    await field(page, 'Số tiếp nhận').fill(number)
    await page.getByLabel(/^Người đề nghị/).fill('Người Nhà')
    await choose(page, 'Nhóm bệnh', 'Ung thư')
    await page.getByLabel(/^Chẩn đoán/).fill('K phổi')
    await page.getByLabel(/^Cơ sở điều trị/).fill('BV Bà Rịa')
    await page.getByLabel(/^Ngày vào viện/).fill('02/10/2024')
    await page.getByLabel(/^Ngày ra viện/).fill('20/10/2024')
    await button(page, 'Tiếp nhận đề nghị').click()
    await page.getByText('Đã ghi đơn.').waitFor()
    const cost = form(page, 'Thêm hóa đơn')
    await choose(cost, 'Khoản', 'Viện phí')
    await cost.getByLabel(/^Đơn vị xuất hóa đơn/).fill(twice ? 'benh vien ba ria' : 'Bệnh viện Bà Rịa')
    await cost.getByLabel(/^Số hóa đơn/).fill(twice ? '1c24 0001' : '1C24-0001')
    await cost.getByLabel(/^Ngày hóa đơn/).fill('20/10/2024')
    await cost.getByLabel(/^Số tiền/).fill('9.000.000')
    await button(page, 'Thêm hóa đơn').click()
    if (twice) await page.getByText(/Mỗi hóa đơn chỉ dùng một lần/).first().waitFor()
    else await page.getByText('Đã thêm hóa đơn.').waitFor()
  }
})

// What the crawl of all pages does not meet: pages with the forms of those who write.
async function fit(page, paths) {
  for (const path of paths) {
    await open(page, path)
    await validHtml(page, path)
    await axeCheck(page, path)
    await noHorizontalScroll(page, 320)
  }
}
const first = async (page, list, address) => {
  const { items } = await (await page.request.get(list)).json()
  assert.ok(items.length > 0, `${list} is empty`)
  return address(items[0].id)
}
const dossier = (id) => `/social-assistance/cases/${id}`
const application = (id) => `/severe-illness/cases/${id}`

test('pages of dossiers fit everybody', async ({ page }) => {
  await signInAs(page, 'officer')
  await fit(page, [
    '/social-assistance',
    '/social-assistance/payments?month=2024-12-01',
    await first(page, '/social-assistance/due.json', (id) => `/social-assistance/new?person=${id}`),
    await first(page, '/social-assistance/cases.json?state=granted', dossier),
    await first(page, '/severe-illness/cases.json?state=received', application),
  ])
  await signInAs(page, 'districtchair')
  await fit(page, [await first(page, '/social-assistance/cases.json?state=checked', dossier)])
  await signInAs(page, 'province')
  await fit(page, [await first(page, '/social-assistance/trials.json', (id) => `/social-assistance/trials/${id}`)])
})

test('pages of the medical fund fit everybody', async ({ page }) => {
  await signInAs(page, 'health')
  await fit(page, ['/severe-illness', await first(page, '/severe-illness/cases.json?state=sent', application)])
  await signInAs(page, 'healthleader')
  await fit(page, [await first(page, '/severe-illness/cases.json?state=assessed', application)])
})
