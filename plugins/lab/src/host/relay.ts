import {errorMessage} from '@ops/core/text'
import {exit, argv, stderr} from 'node:process'
import {parseArgs} from 'node:util'
import {needState} from '../instance/state.ts'
import {startHost} from './start.ts'
import {cutHost} from './stop.ts'

// What a simulated plug runs when its relay moves: `relay.js start|stop --dir DIR HOST`. Both may be repeated.
const {values, positionals} = parseArgs({args: argv.slice(2), options: {dir: {type: 'string'}}, allowPositionals: true})
const [verb, host] = positionals
if (values.dir === undefined || host === undefined || (verb !== 'start' && verb !== 'stop')) {
  stderr.write('usage: relay.js start|stop --dir DIR HOST\n')
  exit(64)
}
try {
  const state = await needState(values.dir)
  await (verb === 'start' ? startHost(state, host) : cutHost(state, host))
  exit(0)
} catch (error) {
  stderr.write(`${errorMessage(error)}\n`)
  exit(1)
}
