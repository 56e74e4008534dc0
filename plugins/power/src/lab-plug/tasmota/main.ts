// A simulated device with Tasmota as a process of its own: `node main.js ADDRESS PASSWORD-FILE READY-FILE`. It writes
// {"port": …} into the ready file once it listens, and ends on SIGTERM or SIGINT.
import {once} from 'node:events'
import {readFile} from 'node:fs/promises'
import {replaceFile} from '@ops/core/files'
import {startTasmota} from './simulated-tasmota.ts'

const [, , address = '', passwordFile = '', readyFile = ''] = process.argv
const password = (await readFile(passwordFile, 'utf8')).trim()
await using device = await startTasmota({address, password, relays: [true, true, true], meter: 'per-relay', topic: 'lab'})
await replaceFile(readyFile, `${JSON.stringify({port: device.port})}\n`)
await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
