// The social insurance and a list of cards: the file with its answers, what was wrong in it, one line by itself.

import assert from 'node:assert/strict'
import { axeCheck, noHorizontalScroll, open, validHtml } from './lib/checks.js'
import { button, field, json, signInAs } from './lib/people.js'
import { test } from './lib/test.js'

test('the insurer sends a file with a wrong row, reads why, and answers that line by itself', async ({ page }) => {
  await signInAs(page, 'district')
  const month = await json(page, '/health-cards.json?month=2024-12-01')
  const list = `/health-cards/lists/${month.items[0].lists[0].id}`
  await open(page, list)
  await field(page, 'Số văn bản').fill('12/DS')
  await button(page, 'Ký danh sách').click()
  await page.getByText('Đã ký danh sách.').waitFor()

  await signInAs(page, 'insurer')
  const [first, second] = (await json(page, `${list}.json`)).items
  await open(page, list)
  const rows = [`${first.id};Cấp;7900000017;;`, `${second.id};Cấp;123;;`].join('\n')
  const buffer = Buffer.from(`Mã dòng;Kết quả;Số thẻ;Lý do;Người ghi\n${rows}\n`)
  await page.locator('input[type=file]').setInputFiles({ name: 'ket-qua.csv', mimeType: 'text/csv', buffer })
  await button(page, 'Nhập tệp').click()
  await page.getByText('Đã ghi 1 dòng, 1 dòng sai.').waitFor()
  await page.getByText('Tệp có cột mà phần mềm không đọc: Người ghi.').waitFor()
  await page.getByText('Số thẻ "123" không đúng').waitFor()
  const file = new URL(page.url()).pathname
  const workbook = await page.request.get(`${file}/errors`)
  assert.ok(workbook.ok() && (await workbook.body()).subarray(0, 2).toString() === 'PK')

  const line = `${list}/lines/${second.id}`
  for (const path of [list, file, line]) {
    await open(page, path)
    await validHtml(page, path)
    await axeCheck(page, path)
    await noHorizontalScroll(page, 320)
  }
  await page.goto(`${line}?lang=vi`) // the checks leave the session in English
  await page.getByRole('radio', { name: 'Không' }).check()
  await field(page, 'Lý do không cấp').fill('Đã có thẻ của đơn vị')
  await button(page, 'Trả kết quả').click()
  await page.getByText('Đã ghi kết quả.').waitFor()
  await page.getByText('Đã có thẻ của đơn vị').waitFor()
}, { seconds: 120 })
