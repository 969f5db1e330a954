// Where test files leave their tests; run.js takes them after each import.

const tests = []

// seconds: how long it may take. on: the only database that it is worth running on.
export function test(sentence, run, { seconds = 60, on = null } = {}) {
  tests.push({ sentence, run, seconds, on })
}

export function takeTests() {
  return tests.splice(0)
}
