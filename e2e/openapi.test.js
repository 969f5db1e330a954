// The description of the API against the rules that its readers' tools are written for.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from './lib/test.js'

test("the API's description passes redocly's recommended rules", async ({ server }) => {
  const answer = await fetch(`${server.base}/api/openapi.json?lang=en`)
  assert.equal(answer.status, 200)
  const dir = mkdtempSync(join(tmpdir(), 'ansinh-openapi-'))
  try {
    const file = join(dir, 'openapi.json')
    writeFileSync(file, await answer.text())
    // Nothing is asked of the network: no telemetry, no look for a newer version.
    const quiet = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
    execFileSync('node_modules/.bin/redocly', ['lint', '--extends=recommended', '--format=json', file], { env: quiet, stdio: 'pipe' })
  } catch (error) {
    assert.fail(String(error.stdout ?? '') + String(error.stderr ?? '') + error.message)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
})
