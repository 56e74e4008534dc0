#!/usr/bin/env node
// `npm run verify`: installs ops and runs all its tests (`npm test`); arguments are parts of test file names.
import {installPackages, Steps} from './steps.js'

const steps = new Steps(
  'npm run verify',
  [
    'installs the packages of ops into node_modules, and builds it',
    'runs the unit tests',
    "runs the lab's tests as far as this machine has what they need (root and the packages in .ci/apt-packages)",
  ],
  'It takes about 5 minutes without the lab on two idle processors, and about 20 minutes with it.',
)
await steps.finish(async () => {
  await installPackages(steps)
  // The last line is the tests' own: N passed, N failed.
  const argv = [process.execPath, 'bin/run-node.js', 'test/run.ts', ...process.argv.slice(2)]
  process.exitCode = (await steps.exec(argv, {show: true})).code
})
