// Where test files leave their tests; run.js takes them after each import.

const tests = []

export function test(sentence, run) {
  tests.push({ sentence, run })
}

export function takeTests() {
  return tests.splice(0)
}
