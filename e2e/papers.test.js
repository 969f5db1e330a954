// Every kind of paper that people can print: the PDF as poppler reads it and the DOCX as LibreOffice opens it say the
// same. What is written does not depend on the database, so one of them is asked.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newPage } from './lib/browser.js'
import { people, signIn } from './lib/people.js'
import { playThrough, serveOn } from './lib/server.js'
import { test } from './lib/test.js'

const pathOf = (href) => href.replace(/[?#].*/, '')
// /loans/lists/461168/paper.docx?on=… → /loans/lists/{id}/paper
const kindOf = (href) => pathOf(href).replace(/\.(pdf|docx)$/, '').replace(/\/[^/]*[\d.][^/]*(?=\/|$)/g, '/{id}')
const nameOf = (kind) => kind.replace(/[^a-z0-9]+/g, '-').slice(1)
const isFile = (href) => /\/(template|files)\b|\.[a-z]{3,7}$/.test(pathOf(href))
const uploaded = /\/files\//
// Pages of one kind are opened twice; of these most lead to no paper yet.
const mostlyWithout = /^\/(documents|social-assistance|severe-illness|legal-aid)\b/

// Follows links without drawing the pages and adds the first paper of each kind, by its address without ending.
async function collect(page, papers) {
  const todo = ['/'], opened = new Map(), seen = new Set(todo)
  for (const path of todo) {
    const html = await (await page.request.get(path)).text()
    for (const [, raw] of html.matchAll(/href="(\/[^"]*)"/g)) {
      const href = raw.replaceAll('&amp;', '&'), kind = kindOf(href), count = opened.get(kind) ?? 0
      if (/\.(pdf|docx)$/.test(pathOf(href)) && !uploaded.test(href)) {
        if (!papers.has(kind)) papers.set(kind, href)
      } else if (!isFile(href) && !seen.has(href) && count < (mostlyWithout.test(kind) ? 20 : 2)) {
        opened.set(kind, count + 1)
        seen.add(href)
        todo.push(href)
      }
    }
  }
}

// Letters and digits only: where a line, a word or a cell is broken is each program's own affair.
const plain = (text) => text.normalize('NFC').replace(/[^\p{L}\p{N}]+/gu, '')
// The words of one text that the other does not have. A number alone may be that of a page.
const missing = (from, to) => [...new Set(from.normalize('NFC').match(/[\p{L}\p{N}]+/gu))].filter((word) => !plain(to).includes(word) && !/^\d{1,3}$/.test(word))

test('a paper says the same as PDF and as DOCX opened by LibreOffice, whatever its kind', async ({ browser, server }) => {
  const dir = mkdtempSync(join(tmpdir(), 'ansinh-papers-')), signed = '2024-12-14', papers = new Map(), wrong = []
  playThrough(server.db, signed)
  const later = await serveOn(server.db, signed)
  try {
    for (const who of [people.officer, people.legalAid]) {
      const { page, context } = await newPage(browser, later.base)
      await signIn(page, who)
      const known = new Set(papers.keys())
      await collect(page, papers)
      for (const [kind, href] of papers) {
        if (known.has(kind)) continue
        for (const format of ['pdf', 'docx']) {
          const answer = await page.request.get(href.replace(/\.(pdf|docx)(?=\?|$)/, `.${format}`))
          assert.equal(answer.status(), 200, `${href} as ${format}`)
          writeFileSync(join(dir, `${nameOf(kind)}.${format}`), await answer.body())
        }
      }
      await context.close()
    }
    const names = [...papers.keys()].map(nameOf)
    assert.ok(names.length >= 26, `only these were found: ${names.join(' ')}`)
    for (const kind of ['documents-refusals-id', 'reports-id']) assert.ok(names.some((name) => name.startsWith(kind)), `${kind} is not among ${names.join(' ')}`)
    execFileSync('soffice', [`-env:UserInstallation=file://${dir}/profile`, '--headless', '--convert-to', 'txt:Text (encoded):UTF8', '--outdir', dir, ...names.map((name) => join(dir, `${name}.docx`))], { stdio: 'ignore' })
    for (const name of names) {
      const docx = readFileSync(join(dir, `${name}.txt`), 'utf8')
      const pdf = execFileSync('pdftotext', ['-raw', join(dir, `${name}.pdf`), '-'], { encoding: 'utf8' })
      assert.ok(plain(docx).length > 200, `${name} says ${docx}`)
      for (const [where, words] of [['PDF', missing(docx, pdf)], ['DOCX', missing(pdf, docx)]])
        if (words.length > 0) wrong.push(`${name}: the ${where} lacks ${words.join(' ')}`)
    }
    assert.equal(wrong.join('\n'), '')
  } finally {
    rmSync(dir, { recursive: true, force: true })
    assert.equal(await later.stop(), null)
  }
}, { seconds: 300, on: 'sqlite' })
