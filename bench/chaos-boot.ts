// A million broken datagrams against the boot server: npm run chaos -- boot (RUNS=1000000, SEED=1 unless set)
import {rmSync} from 'node:fs'
import {fuzz} from '../plugins/boot/test/service/fuzz.ts'
import {fuzzFolder} from '../plugins/boot/test/service/fuzz-folder.ts'
import {startOps} from '../plugins/boot/test/service/start-ops.ts'

const address = '127.30.4.3'
const datagrams = Number(process.env['RUNS'] ?? 1_000_000)
const seed = Number(process.env['SEED'] ?? 1)
/** V8 enlarges its young generation to its limit in a flood and then stays there, at about 240 MB; a leak goes on. Bytes. */
const mostBytes = 300e6

const {top, root, file, sha256} = fuzzFolder()
const began = performance.now()
const ops = await startOps([
  '--root',
  root,
  '--listen',
  address,
  '--tftp-port',
  '0',
  '--no-http',
  '--max-client-rate',
  '100000',
  '--control',
  `${top}/control`,
])
const port = Number(/:(\d+)$/.exec(String(ops.events.find(({listener}) => listener === 'tftp')?.['address']))?.[1])
const {sent, fetches, wrong, escapes, memory, dropped} = await fuzz({address, port, pid: ops.child.pid ?? 0, datagrams, seed, file, sha256})
const alive = ops.child.exitCode === null
await ops[Symbol.asyncDispose]()
rmSync(top, {recursive: true})
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`
console.log(
  `seed ${seed}: ${sent} datagrams in ${((performance.now() - began) / 1000).toFixed(0)} s; the server ${alive ? 'lives' : 'DIED'}`,
)
console.log(
  `${fetches} fetches of a good file meanwhile, ${wrong.length} of them wrong${wrong.length > 0 ? `: ${wrong[0]}` : ''}; ${escapes} escapes from the folder; the kernel dropped ${dropped}`,
)
console.log(`memory after each tenth: ${memory.map(megabytes).join(', ')}`)
process.exitCode = alive && wrong.length === 0 && escapes === 0 && (memory.at(-1) ?? 0) < mostBytes ? 0 : 1
