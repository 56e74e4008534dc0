import {createSocket} from 'node:dgram'
import {once} from 'node:events'
import {join} from 'node:path'
import {runOps} from '../../../../test/cli/run-ops.ts'
import {startLabPlug} from '../../src/lab-plug/start-lab-plug.ts'

// Run in a network of its own: a resolver that drops every query, a plug, and `ops power off a1` with the ops.yaml of the folder that is
// given. Prints how long it took.

const [folder = ''] = process.argv.slice(2)
const resolver = createSocket('udp4').bind(53, '127.0.0.9')
await once(resolver, 'listening')
await using _plug = await startLabPlug({model: 'HS110', address: '127.103.0.1', port: 9999, outlets: [{alias: 'a1', on: true}]})
const began = performance.now()
const argv = ['power', 'off', 'a1', '--yes', '--force', 'a test', '--inventory', join(folder, 'ops.yaml')]
const {code, stdout, stderr} = await runOps(argv, {env: {OPS_STATE_DIR: join(folder, 'state')}, timeoutMs: 120_000})
process.stdout.write(JSON.stringify({code, seconds: (performance.now() - began) / 1000, output: stdout + stderr}))
resolver.close()
