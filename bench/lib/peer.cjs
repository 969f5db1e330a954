// The peer of page.py: the same 50 households of one commune as a table, no session, no rights, no filters, no words.
const Database = require('better-sqlite3')
const http = require('node:http')

const db = new Database(process.argv[2], { readonly: true })
const commune = db.prepare('SELECT commune_id AS id FROM household_now GROUP BY commune_id ORDER BY count(*) DESC LIMIT 1').get().id
const rows = db.prepare('SELECT * FROM household_now WHERE commune_id = ? ORDER BY code LIMIT 50').safeIntegers()
const count = db.prepare('SELECT count(*) AS n FROM household_now WHERE commune_id = ?')
const escaped = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const e = (v) => String(v ?? '').replace(/[&<>"']/g, (c) => escaped[c])

http
  .createServer((_, res) => {
    const found = rows.all(commune)
    res.setHeader('Content-Type', 'text/html; charset=utf-8')
    res.end(`<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Hộ</title></head><body><h1>Hộ</h1>
<p>${count.get(commune).n}</p><table><thead><tr><th>Mã</th><th>Chủ hộ</th><th>Địa chỉ</th><th>Số người</th><th>Tỉnh</th><th>Quốc gia</th></tr></thead>
<tbody>${found
      .map(
        (r) => `<tr><td><a href="/households/${e(r.household_id)}">${e(r.code)}</a></td><td>${e(r.head_name)}</td><td>${e(r.address)}</td>
<td>${e(r.member_count)}</td><td>${e(r.class_provincial)}</td><td>${e(r.class_national)}</td></tr>`,
      )
      .join('')}</tbody></table></body></html>`)
  })
  .listen(Number(process.argv[3]), '127.0.0.1', () => console.log('ready'))
