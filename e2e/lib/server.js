// The program under test: a demonstration commune made once per run, copied for each server.

import { execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const program = process.env.ANSINH_BIN ?? 'build/debug/ansinh'
const households = 4000

function run(...args) {
  execFileSync(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
}

function fill(db) {
  run('migrate', '--db', db)
  run('load', 'data', '--db', db)
  run('demo', '--households', String(households), '--seed', '1', '--db', db)
}

// Returns { kind, copy(name) → address of a fresh database, remove() }.
export function makeTemplate(kind) {
  const dir = mkdtempSync(join(tmpdir(), 'ansinh-e2e-'))
  if (kind === 'postgresql') return postgresTemplate(dir)
  if (kind !== 'sqlite') throw new Error(`ANSINH_E2E_DB is sqlite or postgresql, not ${kind}`)
  const file = join(dir, 'template.db')
  fill(`sqlite:${file}`)
  return {
    kind,
    copy(name) {
      const copy = join(dir, `${name}.db`)
      cpSync(file, copy)
      return `sqlite:${copy}`
    },
    remove() {
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

function postgresTemplate(dir) {
  const address = process.env.ANSINH_TEST_PG
  if (!address) throw new Error('ANSINH_TEST_PG is not set; use ./dev test or ./dev e2e')
  const sql = (text) => execFileSync('psql', ['-qX', '-v', 'ON_ERROR_STOP=1', '-d', address, '-c', text])
  const named = (name) => address.replace(/^(postgresql:\/\/[^/]*\/)[^?]*/, `$1${name}`)
  const made = []
  const create = (name, template) => {
    sql(`CREATE DATABASE ${name} TEMPLATE ${template}`)
    made.push(name)
    return named(name)
  }
  fill(create('e2e_template', 'template0'))
  return {
    kind: 'postgresql',
    copy: (name) => create(`e2e_${name.replace(/[^a-z0-9]/g, '_')}`, 'e2e_template'),
    remove() {
      for (const name of made) sql(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

async function waitUntilHealthy(base, child) {
  for (let i = 0; i < 300; i++) {
    if (child.exitCode !== null) throw new Error(`the server ended with status ${child.exitCode} instead of starting`)
    const answer = await fetch(`${base}/healthz`).catch(() => null)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('the server did not answer /healthz within 30 s')
}

// Starts the program over a copy of the template. { base, db, kind, log(), stop() → complaint or null }.
export async function startServer(template, name) {
  return serve(template.copy(name), template.kind)
}

// Plays the demonstration on to the end of a day.
export function playThrough(db, day) {
  run('demo', '--through', day, '--db', db)
}

// A second server over a database that is served already, on another day.
export async function serveOn(db, day) {
  return serve(db, null, '--today', day)
}

async function serve(db, kind, ...options) {
  const port = await freePort()
  const base = `http://127.0.0.1:${port}`
  const child = spawn(program, ['serve', '--db', db, '--port', String(port), ...options], { stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })))
  let log = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', (text) => {
      log += text
    })
  }
  await waitUntilHealthy(base, child).catch((error) => {
    child.kill('SIGKILL')
    throw new Error(`${error.message}\n${log.slice(-4000)}`)
  })
  return {
    base,
    db,
    kind,
    log: () => log,
    async stop() {
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), 15000)
      const { code, signal } = await ended
      clearTimeout(timer)
      if (code === 0 && !/runtime error:|Sanitizer/.test(log)) return null
      return `status ${code ?? signal}\n${log.slice(-6000)}`
    },
  }
}
