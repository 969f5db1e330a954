// A clash between two agencies, settled in the pages: the bank's list knows a household that the commune merges into one
// whose electricity is proposed; both agencies answer, and the one that gives up stops.

import assert from 'node:assert/strict'
import { open } from './lib/checks.js'
import { button, choose, field, json, signInAs } from './lib/people.js'
import { test } from './lib/test.js'
import { readOutsideList } from './lib/work.js'

// One household whose electricity waits for its check, and one of the commune that is on no list.
async function twoHouseholds(page) {
  await signInAs(page, 'officer')
  const { items: lists } = await json(page, '/benefits/lists.json?state=proposed')
  const { items: lines } = await json(page, `/benefits/lists/${lists[0].id}.json`)
  const listed = new Set(lines.map(({ code }) => code))
  const { items } = await json(page, '/households.json?class_provincial=not_poor&limit=100')
  const other = items.find(({ code }) => !listed.has(code))
  const { household_id } = await json(page, `/benefits/lines/${lines[0].id}.json`)
  return { proposed: await json(page, `/households/${household_id}.json`), other: await json(page, `/households/${other.id}.json`) }
}

async function bankList(page, household) {
  await signInAs(page, 'bank')
  const person = household.members.find(({ name }) => name === household.head_name)
  await readOutsideList(page, { policy: 'Hỗ trợ tiền điện hộ chính sách xã hội', number: 'DS-E2E', from: '01/10/2024', to: '31/12/2024', person })
  await page.getByRole('cell', { name: 'đã khớp', exact: true }).waitFor()
}

async function merge(page, from, into) {
  await signInAs(page, 'officer')
  await open(page, `/households/${from.id}/merge`)
  await field(page, 'Mã hộ nhập vào').fill(into.code)
  const relation = page.getByRole('group', { name: 'Quan hệ của chủ hộ này với chủ hộ của hộ nhận' })
  if ((await relation.count()) > 0) await relation.getByRole('radio').first().check()
  else await page.getByLabel('Quan hệ của chủ hộ này với chủ hộ của hộ nhận').selectOption({ index: 3 })
  await page.getByLabel('Ngày xảy ra').fill('25/11/2024')
  await button(page, 'Lưu').click()
  await page.waitForURL((url) => url.pathname === `/households/${into.id}`)
}

async function answer(page, username, says) {
  await signInAs(page, username)
  await open(page, '/claims/clashes?state=open')
  await page.locator('table.list tbody a').first().click()
  const form = page.locator('form', { has: button(page, 'Ghi câu trả lời') })
  await choose(form, 'Trả lời', says)
  await form.getByLabel('Lý do').fill('Đã xem hồ sơ của hộ')
  await button(page, 'Ghi câu trả lời').click()
}

test('a clash between two agencies is settled in the pages', async ({ page }) => {
  const { proposed, other } = await twoHouseholds(page)
  await bankList(page, other)
  await merge(page, other, proposed)
  await answer(page, 'province', 'giữ')
  await page.getByText('Đã ghi câu trả lời.').waitFor()
  await answer(page, 'bank', 'nhường, dừng phần của mình')
  await page.getByText('Đã nhường. Phần trùng của bên này đã dừng.').waitFor()
  await page.getByText('một bên đã nhường').first().waitFor()
})
