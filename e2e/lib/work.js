// Pieces of work that more than one test needs done, as the people who do it.

import { newPage } from './browser.js'
import { open } from './checks.js'
import { button, choose, heading, json, signInAs } from './people.js'
import { serveOn } from './server.js'

// Another server over the same database on a later day; whoever acts signs in anew.
export async function onDay(server, browser, day, run) {
  const later = await serveOn(server.db, day)
  const { page, context } = await newPage(browser, later.base)
  try {
    await run(page)
  } finally {
    await context.close()
    await later.stop()
  }
}

// The commune's officer posts the results of every hamlet that may be posted.
export async function postResults(page) {
  for (const row of (await json(page, '/review.json')).board.rows) {
    await open(page, row.href)
    const post = button(page, 'Niêm yết kết quả')
    if ((await post.count()) === 0) continue
    await post.click()
    await page.waitForURL((url) => url.pathname.startsWith('/review/postings/'))
  }
}

// An agency without a system of its own reads in whom it serves: here one person of commune 26602, by name and birth.
export async function readOutsideList(page, { policy, number, from, to, person }) {
  const [born] = person.born.match(/\d\d\/\d\d\/\d{4}|\d{4}/)
  await open(page, '/claims/lists')
  const form = page.locator('form', { has: button(page, 'Đọc và kiểm tra') })
  await choose(form, 'Chính sách', policy)
  await form.getByLabel('Số hoặc tên danh sách').fill(number)
  await form.getByLabel('Từ ngày').fill(from)
  await form.getByLabel('Đến ngày').fill(to)
  await form.locator('input[type=file]').setInputFiles({
    name: 'ds.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`Họ và tên,Ngày sinh,"Xã, phường, thị trấn"\n${person.name},${born},26602\n`),
  })
  await button(page, 'Đọc và kiểm tra').click()
  await button(page, 'Khớp và ghi').click()
}

// The union's officer founds a savings-and-credit group and takes in the household; the page's address.
export async function startLoanGroup(page, { number, name, household }) {
  await signInAs(page, 'union')
  await open(page, '/loans/groups')
  const form = page.locator('form', { has: button(page, 'Lập tổ mới') })
  await choose(form, 'Thôn, ấp, khu phố')
  await form.getByLabel('Mã tổ').fill(number)
  await form.getByLabel('Tổ', { exact: true }).fill(name)
  await choose(form, 'Hội, đoàn thể nhận ủy thác', 'Hội Nông dân')
  await form.getByLabel('Tổ trưởng').fill('Lê Thị Tổ')
  await form.getByLabel('Ngày thành lập').fill('01/11/2024')
  await button(page, 'Lập tổ mới').click()
  await heading(page, name).waitFor()
  await page.locator('form', { has: button(page, 'Nhận tổ viên') }).getByLabel('Mã hộ').fill(household)
  await button(page, 'Nhận tổ viên').click()
  await page.getByText('Đã nhận tổ viên.').waitFor()
  return page.url()
}
