// A million malformed datagrams against the boot server: npm run chaos -- boot (defaults: RUNS=1000000, SEED=1)
import {rmSync} from 'node:fs'
import {fuzz} from '../plugins/boot/test/service/fuzz.ts'
import {fuzzFolder} from '../plugins/boot/test/service/fuzz-folder.ts'
import {startFuzzed} from '../plugins/boot/test/service/start-fuzzed.ts'

const address = '127.30.4.3'
const datagrams = Number(process.env['RUNS'] ?? 1_000_000)
const seed = Number(process.env['SEED'] ?? 1)
/** Allowed growth of the bytes in use between the fifth and the last tenth: detects a leak of 4 bytes per datagram. */
const mostGrowth = 2e6
/** Allowed resident bytes of the process at the end. */
const mostHeld = 200e6

const {top, root, file, sha256} = fuzzFolder()
const began = performance.now()
const ops = await startFuzzed(address, root, `${top}/control`)
const result = await fuzz({address, port: ops.portOf('tftp'), memory: ops.memory, datagrams, seed, file, sha256})
const {sent, fetches, wrong, escapes, memory, dropped} = result
const alive = ops.child.exitCode === null
await ops[Symbol.asyncDispose]()
rmSync(top, {recursive: true})
const growth = (memory.at(9)?.live ?? Number.POSITIVE_INFINITY) - (memory.at(4)?.live ?? 0)
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1)
console.log(
  `seed ${seed}: ${sent} datagrams in ${((performance.now() - began) / 1000).toFixed(0)} s; the server ${alive ? 'lives' : 'DIED'}`,
)
console.log(
  `${fetches} fetches of a good file meanwhile, ${wrong.length} of them wrong${wrong.length > 0 ? `: ${wrong[0]}` : ''}; ${escapes} escapes from the folder; the kernel dropped ${dropped}`,
)
console.log(
  `MB in use after each tenth: ${memory.map(({live}) => megabytes(live)).join(', ')}; growth in the second half ${megabytes(growth)}`,
)
console.log(`MB held by the process: ${memory.map(({rss}) => megabytes(rss)).join(', ')}`)
process.exitCode = alive && wrong.length === 0 && escapes === 0 && growth < mostGrowth && (memory.at(9)?.rss ?? 0) < mostHeld ? 0 : 1
