// What every page must satisfy, whatever it is about.

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { HtmlValidate } from 'html-validate'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export const languages = ['vi', 'en']
export const schemes = ['light', 'dark']

// Opens the path in one language.
export async function open(page, path, language = 'vi') {
  const answer = await page.goto(language === 'vi' ? path : withLanguage(path, language))
  assert.equal(answer.status(), 200, `${path} answered ${answer.status()}`)
}

function withLanguage(path, language) {
  return `${path}${path.includes('?') ? '&' : '?'}lang=${language}`
}

async function axeFindings(page) {
  // evaluate, not addScriptTag: the page's content security policy allows no foreign script, and shall not.
  await page.evaluate(axeSource)
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      resultTypes: ['violations'],
    }),
  )
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.slice(0, 5).map((node) => `${id} (${help}): ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
  )
}

// axe finds nothing on the page, in both languages, light and dark.
export async function axeCheck(page, path) {
  const findings = []
  for (const language of languages) {
    for (const colorScheme of schemes) {
      // Opened anew in each scheme: colours that glide from one to the other are measured half-way otherwise.
      await page.emulateMedia({ colorScheme })
      await open(page, path, language)
      for (const finding of await axeFindings(page)) findings.push(`${path} ${language} ${colorScheme}: ${finding}`)
    }
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await open(page, path)
  assert.equal(findings.join('\n'), '')
}

// The page needs no sideways scrolling at this width; names the elements that stick out.
export async function noHorizontalScroll(page, width) {
  const before = page.viewportSize()
  await page.setViewportSize({ width, height: 800 })
  const wide = await page.evaluate(() => {
    const root = document.documentElement
    if (root.scrollWidth <= root.clientWidth) return null
    return [...document.querySelectorAll('body *')]
      .filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1)
      .slice(0, 5)
      .map((e) => `${e.tagName.toLowerCase()}.${e.className} to ${Math.round(e.getBoundingClientRect().right)} px`)
  })
  await page.setViewportSize(before)
  assert.equal(wide, null, `${page.url()} is wider than ${width} px: ${wide?.join(', ')}`)
}

const validator = new HtmlValidate({
  extends: ['html-validate:standard'],
  rules: {
    // Our templates write void elements and attributes their own way; the rules below are about taste, not validity.
    'void-style': 'off',
    'attribute-boolean-style': 'off',
    'attribute-empty-style': 'off',
    'no-trailing-whitespace': 'off',
    'doctype-style': 'off',
    'long-title': 'off',
    'no-inline-style': 'off',
    // A household's code is a number, but not of a telephone.
    'tel-non-breaking': 'off',
  },
})

// The HTML as the server sends it is valid.
export async function validHtml(page, path) {
  const answer = await page.request.get(path)
  const report = await validator.validateString(await answer.text(), path)
  const findings = report.results.flatMap(({ messages }) =>
    messages.map((m) => `${path}:${m.line}:${m.column} ${m.ruleId}: ${m.message}`),
  )
  assert.equal(findings.join('\n'), '')
}

// Bytes of everything the page fetched over the wire since navigation began, cache empty.
export async function bytesOfFirstView(browser, base, path, prepare = async () => {}) {
  const context = await browser.newContext({ baseURL: base, locale: 'vi-VN' })
  try {
    const page = await context.newPage()
    await prepare(page)
    const session = await context.newCDPSession(page)
    await session.send('Network.enable')
    await session.send('Network.clearBrowserCache')
    let bytes = 0
    session.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength
    })
    await page.goto(path, { waitUntil: 'networkidle' })
    return bytes
  } finally {
    await context.close()
  }
}
