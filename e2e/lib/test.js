// Where test files leave their tests; run.js takes them after each import.

const tests = []

// seconds: how long it may take.
export function test(sentence, run, { seconds = 60 } = {}) {
  tests.push({ sentence, run, seconds })
}

export function takeTests() {
  return tests.splice(0)
}
