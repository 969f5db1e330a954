// The peer of page.py: the page that ansinh answers, byte for byte, made the plain way. What stands around the rows comes
// ready from a file; each request looks up the session and its rights, reads the 50 households and their number, and
// writes the rows as template literals.
const Database = require('better-sqlite3')
const { createHash } = require('node:crypto')
const { readFileSync } = require('node:fs')
const http = require('node:http')

const [path, port, pageFile] = process.argv.slice(2)
const page = readFileSync(pageFile, 'utf8')
const [before, rest] = page.split('<tbody>')
const after = rest.split('</tbody>')[1]
const icons = /\/static\/icons\.svg\?v=\w+/.exec(page)[0]

const db = new Database(path, { readonly: true })
db.pragma('mmap_size=1073741824')
const session = db.prepare(`SELECT g.role, g.area_id FROM session s JOIN account a ON a.id = s.account_id
  JOIN account_grant g ON g.id = s.grant_id WHERE s.token_hash = ?`)
const rights = db.prepare('SELECT permission FROM role_permission WHERE role = ?')
const name = (id) => `(SELECT v.name FROM area_version v WHERE v.area_id = n.${id} ORDER BY v.valid_from DESC LIMIT 1)`
const rows = db
  .prepare(`SELECT CAST(n.household_id AS TEXT) AS id, n.code, n.head_name, ${name('hamlet_id')} AS hamlet, ${name('commune_id')} AS commune,
    n.member_count, n.class_provincial, n.class_national, n.last_reviewed FROM household_now n
    WHERE n.commune_id = ? AND n.status = 1 ORDER BY n.code, n.household_id LIMIT 51`)
const count = db.prepare('SELECT count(*) AS n FROM household_now WHERE commune_id = ? AND status = 1')
const escaped = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const e = (v) => String(v ?? '').replace(/[&<>"']/g, (c) => escaped[c])
const classes = [['unknown', 'Chưa rà soát'], ['poor', 'Nghèo'], ['near_poor', 'Cận nghèo'], ['not_poor', 'Không nghèo'], ['average', 'Mức sống trung bình']]
const badge = ([key, word]) => `<svg class="i" aria-hidden="true"><use href="${icons}#class-${key}"></use></svg>${e(word)}`

http
  .createServer((req, res) => {
    const token = req.headers.authorization.slice('Bearer '.length)
    const who = session.get(createHash('sha256').update(token).digest())
    if (!who || !rights.all(who.role).some((r) => r.permission === 'household.read')) {
      res.statusCode = 403
      return res.end()
    }
    const found = rows.all(who.area_id)
    count.get(who.area_id)
    res.setHeader('Content-Type', 'text/html; charset=utf-8')
    res.end(`${before}<tbody>${found
      .slice(0, 50)
      .map(
        (r) => `<tr><td data-l="Mã hộ"><a href="/households/${e(r.id)}">${e(r.code)}</a></td><td data-l="Chủ hộ"><a href="/households/${e(r.id)}">${e(r.head_name)}</a></td><td data-l="Thôn, ấp, khu phố">${e(r.hamlet)}</td><td data-l="Xã, phường, thị trấn">${e(r.commune)}</td><td class="number" data-l="Số người">${e(r.member_count)}</td><td data-l="Chuẩn tỉnh">${badge(classes[r.class_provincial])}</td><td data-l="Chuẩn quốc gia">${badge(classes[r.class_national])}</td><td data-l="Năm rà soát gần nhất">${e(r.last_reviewed)}</td></tr>`,
      )
      .join('')}</tbody>${after}`)
  })
  .listen(Number(port), '127.0.0.1', () => console.log('ready'))
