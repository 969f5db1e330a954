// A season by its roles, over the demonstration commune: an objection is re-checked by keyboard alone, a household that
// asked is interviewed on a phone, the hamlet meets without script, the level above answers, the chair signs, and the
// decision is printed. Days pass by serving the same database on a later day.

import assert from 'node:assert/strict'
import { newPage } from './lib/browser.js'
import { noHorizontalScroll, open } from './lib/checks.js'
import { button, field, heading, json, link, people, signIn } from './lib/people.js'
import { test } from './lib/test.js'
import { onDay, postResults } from './lib/work.js'

const districtChair = { username: 'districtchair', password: 'demo-districtchair-1' }

// The season of the year, the hamlet of the demonstration's reviewer, and what the board says of it.
async function season(page) {
  const board = await (await page.request.get('/review.json')).json()
  return board.season.id
}

// Presses Tab until the element with this name has the focus.
async function tabTo(page, name) {
  for (let i = 0; i < 150; i++) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(() => {
      const e = document.activeElement
      return e.labels?.[0]?.innerText ?? e.getAttribute('aria-label') ?? e.innerText ?? ''
    })
    if (at.trim().replace(/\s+/g, ' ').startsWith(name)) return
  }
  assert.fail(`Tab never reaches "${name}" on ${page.url()}`)
}

// On a later day, signed in as somebody.
const onDayAs = (server, browser, day, person, run) =>
  onDay(server, browser, day, async (page) => {
    await signIn(page, person)
    await run(page)
  })

test('an objection is re-checked by keyboard alone', async ({ page }) => {
  await signIn(page, people.officer)
  const { items } = await json(page, '/review/objections.json?state=open')
  assert.equal(items.length, 1)
  await open(page, `/review/objections/${items[0].id}`)
  await tabTo(page, 'phản ánh đúng') // one stop for the group; arrows go on within it
  await page.keyboard.press('ArrowDown')
  assert.equal(await field(page, 'giữ kết quả').isChecked(), true)
  await tabTo(page, 'Kết luận phúc tra')
  await page.keyboard.type('Đã đến nhà, kết quả đúng')
  await tabTo(page, 'Lưu')
  await page.keyboard.press('Enter')
  await page.getByText('Đã đến nhà, kết quả đúng').waitFor()
  const household = await json(page, `/review/households/${items[0].household_id}.json`)
  assert.equal(household.state, 'agreed')
  assert.equal(household.objections[0].state, 'dismissed')
})

// A household of the reviewer's hamlet asks by form 01; its id is kept for the tests after this one.
let asked = null
let hamlet = null

test('a household asks by form 01, is screened and listed', async ({ page }) => {
  await signIn(page, people.reviewer)
  const own = (await json(page, '/review.json')).area_id
  const season_id = await season(page)
  hamlet = own
  await signIn(page, people.officer)
  const { items } = await json(page, `/households.json?hamlet=${own}&class_provincial=not_poor&limit=50`)
  asked = items[5]
  await open(page, '/review/requests')
  await page.getByRole('textbox', { name: 'Mã hộ' }).fill(asked.code)
  await field(page, 'Mẫu 01: xét hộ nghèo, cận nghèo').check()
  await field(page, 'nộp trực tiếp').check()
  await button(page, 'Ghi nhận').click()
  await heading(page, asked.head_name).waitFor()
  await field(page, 'đưa vào rà soát').check()
  const of_year = page.locator('[name=season]')
  if ((await of_year.first().getAttribute('type')) === 'radio') await page.locator(`[name=season][value="${season_id}"]`).check()
  else await of_year.selectOption(String(season_id))
  await button(page, 'Lưu').first().click()
  await page.waitForLoadState()
  const listed = await json(page, `/review/households/${asked.id}.json?season=${season_id}`)
  assert.equal(listed.state, 'listed')
})

test('the reviewer interviews it on a phone and sees why', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 })
  await signIn(page, people.reviewer)
  await open(page, `/interviews/${await season(page)}/${asked.id}`)
  await noHorizontalScroll(page, 360)
  for (const group of await page.locator('fieldset.field').all()) {
    const radios = group.getByRole('radio')
    await radios.first().check({ force: true })
  }
  await button(page, 'Lưu và xếp loại').click()
  await page.waitForURL((url) => /\/interviews\/\d+$/.test(url.pathname))
  await page.getByText('Hộ nghèo theo Chuẩn quốc gia').first().waitFor()
  await noHorizontalScroll(page, 360)
})

test('the hamlet meets, written down without any script', async ({ server, browser }) => {
  const { page, context } = await newPage(browser, server.base, { javaScriptEnabled: false })
  try {
    await signIn(page, people.hamletHead)
    await open(page, `/review/hamlets/${hamlet}`)
    await field(page, 'Chủ trì').fill('Trần Văn Thôn')
    await field(page, 'Thư ký').fill('Võ Thị Tư')
    await field(page, 'Đại diện hộ dân ký biên bản').fill('Đào Văn Lành')
    await field(page, 'Số người dự').fill('40')
    await page.getByLabel(`${asked.head_name} (${asked.code})`).fill('41')
    await button(page, 'Lưu').first().click()
    await page.getByRole('alert').first().waitFor() // more agree than came
    await page.getByLabel(`${asked.head_name} (${asked.code})`).fill('33')
    await button(page, 'Lưu').first().click()
    await page.waitForURL((url) => url.pathname.startsWith('/review/meetings/'))
    await page.getByRole('link', { name: asked.head_name }).waitFor()
  } finally {
    await context.close()
  }
})

test('the officer posts, and may not decide before the posting ended', async ({ page }) => {
  await signIn(page, people.officer)
  await postResults(page)
  const commune = (await json(page, '/review.json')).area_id
  await open(page, `/review/communes/${commune}`)
  await button(page, 'Báo cáo, xin ý kiến').click()
  await page.getByText('chưa hết thời hạn niêm yết').first().waitFor()
  assert.equal((await json(page, `/review/communes/${commune}.json`)).opinions.length, 0)
})

test('after the posting the district answers, the chair signs, and nothing can be changed', async ({ server, browser }) => {
  const day = '2024-12-02'
  let commune
  await onDayAs(server, browser, day, people.officer, async (page) => {
    commune = (await json(page, '/review.json')).area_id
    await open(page, `/review/communes/${commune}`)
    await field(page, 'Số báo cáo').fill('88/BC-UBND')
    await button(page, 'Báo cáo, xin ý kiến').click()
    await page.getByText('88/BC-UBND').waitFor()
  })
  await onDayAs(server, browser, day, districtChair, async (page) => {
    await open(page, `/review/communes/${commune}`)
    await field(page, 'thống nhất').check()
    await button(page, 'Lưu').first().click()
    await page.waitForLoadState()
  })
  await onDayAs(server, browser, day, people.officer, async (page) => {
    await open(page, `/review/communes/${commune}`)
    await button(page, 'Lập dự thảo danh sách').click()
    await page.waitForLoadState()
    assert.equal(await button(page, 'Ký').count(), 0)
  })
  await onDayAs(server, browser, day, people.chair, async (page) => {
    await open(page, `/review/communes/${commune}`)
    await field(page, 'Số quyết định (danh sách hộ nghèo, cận nghèo)').fill('501/QĐ-UBND')
    await field(page, 'Số quyết định (danh sách thoát nghèo, thoát cận nghèo)').fill('502/QĐ-UBND')
    await button(page, 'Ký').click()
    await page.locator('dialog button[value=yes]').click()
    await page.getByText('501/QĐ-UBND').waitFor()
    const board = await json(page, '/review.json')
    assert.ok(board.board.rows.every(({ cells }) => cells[5].state === 'done'), 'a hamlet is not decided')
  })
  await onDayAs(server, browser, day, people.reviewer, async (page) => {
    const answer = await page.goto(`/interviews/${await season(page)}/${asked.id}`)
    assert.equal(answer.status(), 200)
    await button(page, 'Lưu và xếp loại').click()
    await page.getByText('chỉ quyết định đính chính mới sửa được').waitFor()
  })
})

test('the signed decision prints without menu and buttons', async ({ server, browser }) => {
  await onDayAs(server, browser, '2024-12-02', people.chair, async (page) => {
    await open(page, '/review/decisions')
    await link(page, '501/QĐ-UBND').click()
    await heading(page, 'Hộ').first().waitFor()
    await page.emulateMedia({ media: 'print' })
    assert.equal(await page.getByRole('navigation').first().isVisible(), false)
    const pdf = await page.pdf({ format: 'A4' })
    assert.ok(pdf.length > 8000)
  })
})
