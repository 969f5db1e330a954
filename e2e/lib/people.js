// Signing in as the people of the demonstration commune, and finding things the way they do: by role and by the
// Vietnamese words they read.

import assert from 'node:assert/strict'

// The demonstration's accounts, as `ansinh demo` prints them.
const named = (username) => ({ username, password: `demo-${username}-1` })
export const people = {
  admin: named('admin'),
  reviewer: named('reviewer'),
  hamletHead: named('hamlet'),
  officer: named('officer'),
  chair: named('chair'),
  front: named('front'),
  districtOfficer: named('district'),
  provinceOfficer: named('province'),
  bankOfficer: named('bank'),
  inspector: named('inspector'),
  finance: named('finance'),
  accountant: named('accountant'),
  frontOffice: named('frontoffice'),
  frontCommune: named('frontcommune'),
  legalAid: named('legal'),
  education: named('education'),
  schoolClerk: named('school'),
}

export async function signIn(page, person = people.admin) {
  await page.goto('/sign-in')
  await field(page, 'Tên đăng nhập').fill(person.username)
  await field(page, 'Mật khẩu').fill(person.password)
  await button(page, 'Đăng nhập').click()
  await page.waitForURL((url) => url.pathname !== '/sign-in')
}

// Whoever was signed in before is not any more.
export async function signInAs(page, username) {
  await page.context().clearCookies()
  await signIn(page, named(username))
}

// What a page answers to a program that asks as the person who is signed in.
export async function json(page, path) {
  const answer = await page.request.get(path)
  assert.equal(answer.status(), 200, `${path} answered ${answer.status()}`)
  return answer.json()
}

// A choice is radio buttons when there are few, else a drop-down; the first one when no text is given.
export async function choose(form, name, text) {
  const radios = form.getByRole('group', { name }).getByRole('radio')
  if ((await radios.count()) > 0) return (text ? form.getByRole('radio', { name: text, exact: true }) : radios).first().check()
  return form.getByLabel(name, { exact: true }).selectOption(text ? { label: text } : { index: 1 })
}

// The same by the beginning of the choice's name and a part of what is chosen.
export async function chooseLike(page, label, text) {
  const one = page.getByRole('group', { name: new RegExp(`^${label}`) }).getByRole('radio', { name: text })
  if ((await one.count()) > 0) return one.first().check()
  const select = page.getByRole('combobox', { name: new RegExp(`^${label}`) })
  const option = select.locator('option').filter({ hasText: text }).first()
  await select.selectOption(await option.getAttribute('value'))
}

export const button = (page, name) => page.getByRole('button', { name, exact: true })
export const link = (page, name) => page.getByRole('link', { name, exact: true })
export const field = (page, name) => page.getByLabel(name, { exact: true })
export const heading = (page, name) => page.getByRole('heading', { name })

// The texts of one column of the page's only table.
export async function column(page, name) {
  const headers = await page.getByRole('columnheader').allInnerTexts()
  const at = headers.findIndex((text) => text.trim().startsWith(name))
  assert.notEqual(at, -1, `no column "${name}" among ${headers.join(' | ')}`)
  return page.locator(`tbody tr > :nth-child(${at + 1})`).allInnerTexts()
}
