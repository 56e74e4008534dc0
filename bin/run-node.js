#!/usr/bin/env node
// Runs a script with the pinned Node 24 whatever Node npm itself runs on: `node bin/run-node.js SCRIPT [ARG …]`.
import {spawnSync} from 'node:child_process'
import {existsSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {isNewEnough} from './node-version.js'

const pinned = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url))
const node = isNewEnough() || !existsSync(pinned) ? process.execPath : pinned
// Ctrl-C reaches the script too: this process ends after it, so that the shell shows no prompt while the script still cleans up.
process.on('SIGINT', () => {})
const {status, error} = spawnSync(node, process.argv.slice(2), {stdio: 'inherit'})
if (error) console.error(error.message)
process.exit(status ?? 1)
