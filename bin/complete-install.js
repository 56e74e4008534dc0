#!/usr/bin/env node
// npm leaves out optional packages whose `engines` exclude the Node that npm runs on, with no word and whatever the flags.
// On an old Node those are native parts of the test runner, which runs on the pinned Node: npm is run once more on that one.
import {spawnSync} from 'node:child_process'
import {fileURLToPath} from 'node:url'

const {npm_execpath: npm, npm_config_user_agent: agent = ''} = process.env
// Not the version of this process: below npm, `node` is the pinned one.
const nodeOfNpm = Number(/ node\/v(\d+)/.exec(agent)?.[1] ?? 99)
if (nodeOfNpm < 22 && npm?.endsWith('.js')) {
  const node = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url))
  const args = ['--no-deprecation', npm, 'install', '--no-save', '--ignore-scripts', '--loglevel=error', '--prefer-offline']
  const {status, error} = spawnSync(node, args, {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (error !== undefined) console.error(error.message)
  process.exitCode = status ?? 1
}
