#!/usr/bin/env node
// npm leaves out optional packages whose `engines` exclude the Node that it runs on, with no word and whatever the flags.
// On an old Node those are native parts of the test runner, which runs on the pinned Node: npm is run once more on that one.
import {spawnSync} from 'node:child_process'
import {existsSync} from 'node:fs'
import {fileURLToPath} from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const node = `${root}node_modules/node/bin/node`
const {npm_execpath: npm} = process.env
const run = (args, stderr) => spawnSync(node, args, {cwd: root, stdio: ['ignore', 'ignore', stderr]})

const isTestRunnerWhole = () => run(['--input-type=module', '-e', "await import('rolldown')"], 'ignore').status === 0
/** npm is as silent about an optional package that it could not fetch. */
const mostTries = 3
// An installation without development packages has no test runner.
if (existsSync(`${root}node_modules/rolldown`) && npm?.endsWith('.js')) {
  const flags = ['--no-save', '--ignore-scripts', '--loglevel=error', '--prefer-offline']
  let isWhole = isTestRunnerWhole()
  for (let tries = 0; !isWhole && tries < mostTries; tries++) {
    run(['--no-deprecation', npm, 'install', ...flags], 'inherit')
    isWhole = isTestRunnerWhole()
  }
  if (!isWhole) {
    console.error('npm did not install the native part of rolldown, which runs the tests. Next: npm ci, once the registry can be reached')
    process.exitCode = 1
  }
}
