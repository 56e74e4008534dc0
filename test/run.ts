// `npm test`: the unit suite, then the lab suite, and one closing line that adds them up. Arguments are parts of file names.
import {spawnSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {checkParts, renderParts} from './lab/parts.ts'

interface Report {
  numPassedTests: number
  numFailedTests: number
  numFailedTestSuites: number
  numPendingTests: number
}

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'ops-test-'))
const names = process.argv.slice(2)
const suites = ['vitest.config.ts', 'vitest.lab.config.ts']
const total = {passed: 0, failed: 0, skipped: 0}
const required = process.env['OPS_LAB'] === 'required'

// A gate that must fail for a missing program fails now, and not after the unit suite.
if (required && names.length === 0) {
  const states = await checkParts()
  const unusable = states.filter(({problem}) => problem !== undefined)
  if (unusable.length > 0) {
    console.log(renderParts(states))
    console.log(`OPS_LAB=required, but ${unusable.length} programs cannot be used; no test was run.`)
    console.log(`0 passed, ${unusable.length} failed`)
    process.exit(1)
  }
}

for (const config of suites) {
  const file = join(folder, `${config}.json`)
  const args = [
    ...[join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', config, '--passWithNoTests'],
    ...['--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...names],
  ]
  const {status} = spawnSync(process.execPath, args, {cwd: root, stdio: 'inherit'})
  const report = read(file)
  total.passed += report.numPassedTests
  total.skipped += report.numPendingTests
  // A file that does not even load counts as a failure, and so does a suite that ended badly without naming one.
  total.failed += report.numFailedTests + (report.numFailedTests === 0 && status !== 0 ? Math.max(1, report.numFailedTestSuites) : 0)
}
rmSync(folder, {recursive: true})

if (total.skipped > 0)
  console.log(`${total.skipped} tests were skipped: this machine lacks what they need (root, or programs of .ci/apt-packages; see above).`)
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`)
process.exit(total.failed > 0 || total.passed === 0 || (required && total.skipped > 0) ? 1 : 0)

function read(file: string): Report {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report
  } catch {
    return {numPassedTests: 0, numFailedTests: 0, numFailedTestSuites: 1, numPendingTests: 0}
  }
}
