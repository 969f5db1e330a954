// One loan by the pages: the group's request, its appraisal and list, the commune, the bank, the money, and what the
// bank's own file says of it.

import assert from 'node:assert/strict'
import { open } from './lib/checks.js'
import { button, choose, field, heading, signInAs } from './lib/people.js'
import { test } from './lib/test.js'
import { startLoanGroup } from './lib/work.js'

const rows = (page) => page.locator('table.list tbody tr')

// A household that is poor by the provincial standard, in no group yet.
async function poorHousehold(page) {
  const answer = await page.request.get('/households.json?class_provincial=poor&limit=50')
  assert.equal(answer.status(), 200)
  const { items } = await answer.json()
  const groups = await (await page.request.get('/loans/groups.json')).json()
  const taken = new Set()
  for (const { id } of groups.items) {
    const { members } = await (await page.request.get(`/loans/groups/${id}.json`)).json()
    for (const { code } of members) taken.add(code)
  }
  const free = items.find(({ code }) => !taken.has(code))
  assert.ok(free, `all ${items.length} poor households are in a group`)
  return free
}

async function request(page, code) {
  const form = page.locator('form', { has: button(page, 'Nhận giấy đề nghị vay vốn') })
  await form.getByLabel('Mã hộ').fill(code)
  await choose(form, 'Chương trình cho vay', 'Cho hộ nghèo chuẩn tỉnh vay sản xuất')
  await form.getByLabel('Số tiền').fill('30.000.000')
  await form.getByLabel('Thời hạn (tháng)').fill('36')
  await choose(form, 'Cách trả gốc', 'Trả đều theo kỳ')
  await form.getByLabel('Mục đích vay').fill('Mua bò sinh sản')
  await button(page, 'Nhận giấy đề nghị vay vốn').click()
  await page.getByText('Đã nhận đề nghị vay vốn.').waitFor()
  await heading(page, 'Các bước của khoản vay').waitFor()
}

async function appraiseAndList(page, group) {
  await page.goto(group)
  const form = page.locator('form', { has: button(page, 'Ghi biên bản bình xét') })
  await form.getByLabel('Địa điểm').fill('Nhà văn hoá ấp')
  await form.getByLabel('Chủ trì').fill('Lê Thị Tổ')
  await form.getByLabel('Thư ký').fill('Trần Văn Ghi')
  await form.getByLabel('Số tổ viên dự họp').fill('1')
  await form.getByLabel(/Số người đồng ý/).fill('1')
  await button(page, 'Ghi biên bản bình xét').click()
  await page.getByText('Đã ghi biên bản bình xét.').waitFor()
  const list = page.locator('form', { has: button(page, 'Lập danh sách 03/TD') })
  await choose(list, 'Chương trình cho vay', 'Cho hộ nghèo chuẩn tỉnh vay sản xuất')
  await button(page, 'Lập danh sách 03/TD').click()
  await page.getByText('Đã lập danh sách và gửi xã.').waitFor()
  return page.url()
}

async function confirm(page, list) {
  await signInAs(page, 'officer')
  await page.goto(list)
  await rows(page).getByRole('link').first().click()
  await page.getByText('hộ nghèo, chuẩn tỉnh').first().waitFor()
  // Who does not live in the commune cannot be confirmed: the box is asked for, and nothing typed is lost.
  await choose(page, 'Ý kiến của xã', 'Xác nhận')
  await button(page, 'Thẩm tra người vay').click()
  await page.getByRole('alert').first().waitFor()
  await page.getByLabel('Cư trú hợp pháp tại xã').check()
  await button(page, 'Thẩm tra người vay').click()
  await page.getByText('Đã ghi ý kiến thẩm tra.').waitFor()
  await signInAs(page, 'chair')
  await page.goto(list)
  await field(page, 'Số văn bản xác nhận').fill('31/XN-UBND')
  await button(page, 'Ký xác nhận danh sách').click()
  await page.getByText('Đã ký xác nhận danh sách.').waitFor()
}

async function approve(page, list) {
  await signInAs(page, 'bank')
  await page.goto(list)
  await rows(page).getByRole('link').first().click()
  await choose(page, 'Đề xuất', 'Cho vay')
  await choose(page, 'Nguồn vốn', 'Vốn ngân sách địa phương ủy thác')
  await button(page, 'Thẩm định').click()
  // The rate of this programme is in no document that we know: it is not guessed.
  await page.getByText('Chưa rõ lãi suất của chương trình này.').first().waitFor()
  await field(page, 'Lãi suất (% năm)').fill('6,6')
  await field(page, 'Văn bản quy định lãi suất').fill('Văn bản thử')
  await button(page, 'Thẩm định').click()
  await page.getByText('Đã ghi thẩm định.').waitFor()
  await signInAs(page, 'bankleader')
  await page.goto(list)
  await field(page, 'Số thông báo 04/TD').fill('45/TB-NHCS')
  await field(page, 'Ngày giải ngân dự kiến').fill('25/11/2024')
  await button(page, 'Phê duyệt danh sách').click()
  await page.getByText('Đã phê duyệt danh sách.').waitFor()
}

async function payOut(page, list) {
  await signInAs(page, 'bank')
  await page.goto(list)
  await rows(page).getByRole('link').first().click()
  await page.getByRole('link', { name: 'Các bước của khoản vay' }).click()
  await field(page, 'Số khoản vay').fill('E2E-6601')
  await field(page, 'Ngày giải ngân').fill('25/11/2024')
  await button(page, 'Ghi giải ngân').click()
  await page.getByText('Đã ghi giải ngân.').waitFor()
  return page.url()
}

test('a loan goes from the request of the group to what the bank tells of it', async ({ page }) => {
  await signInAs(page, 'officer')
  const { code } = await poorHousehold(page)
  const group = await startLoanGroup(page, { number: 'E2E-1', name: 'Tổ thử trình duyệt', household: code })
  await request(page, code)
  const list = await appraiseAndList(page, group)
  await confirm(page, list)
  await approve(page, list)
  const loan = await payOut(page, list)
  await open(page, '/loans/bank')
  await page.locator('input[type=file]').setInputFiles({
    name: 'sao-ke.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('Số khế ước;Ngày;Người vay;Dư nợ\nE2E-6601;25/11/2024;;29.000.000\nE2E-XA-LA;25/11/2024;Người Lạ;1.000.000\n'),
  })
  await button(page, 'Đưa tệp vào kiểm tra').click()
  await page.getByText('không tìm thấy hộ nào của Người Lạ').waitFor()
  await button(page, 'Ghi sổ 1 dòng').click()
  await page.getByText('Đã ghi sổ những dòng đọc được.').waitFor()
  await page.goto(loan)
  await page.getByText('29.000.000').first().waitFor()
  await page.getByText('theo sổ của Ngân hàng').waitFor()
  await page.getByText('Chênh lệch (Ngân hàng trừ ghi chép)').waitFor()
})
