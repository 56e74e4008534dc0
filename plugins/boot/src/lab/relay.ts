import {errorMessage} from '@ops/core/text'
import {readFile, rm, writeFile} from 'node:fs/promises'
import {argv, exit, stderr} from 'node:process'
import {setTimeout as delay} from 'node:timers/promises'
import {identify, livenessOf, type ProcessIdentity, startDetached} from '@ops/core/process'

// Command of the simulated plug's relay: `relay.js start|stop MACHINE.json`, both idempotent, and `relay.js running MACHINE.json`,
// which ends with 0 while QEMU runs, and with 3 after it has ended, e.g. because the guest has powered off.

/** `argv` of QEMU and the files of one machine. */
interface MachineFile {
  argv: string[]
  pidFile: string
  log: string
}

/** Milliseconds within which a QEMU that cannot start has ended, and within which a killed one has ended. */
const startMs = 400
const goneMs = 5000

async function running({pidFile}: MachineFile): Promise<ProcessIdentity | undefined> {
  const text = await readFile(pidFile, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const identity = JSON.parse(text) as ProcessIdentity
  return (await livenessOf(identity)) === 'alive' ? identity : undefined
}

async function start(machine: MachineFile): Promise<void> {
  if ((await running(machine)) !== undefined) return
  const started = await startDetached({argv: machine.argv, logFile: machine.log})
  await delay(startMs)
  const identity = await identify(started.pid)
  if (started.ended() !== undefined || identity === undefined) throw new Error(`QEMU ended with ${started.ended()}; see ${machine.log}`)
  await writeFile(machine.pidFile, JSON.stringify(identity))
}

/** Cuts the power: QEMU is killed without a shutdown of the guest. */
async function stop(machine: MachineFile): Promise<void> {
  const identity = await running(machine)
  if (identity !== undefined) process.kill(identity.pid, 'SIGKILL')
  for (let waited = 0; identity !== undefined && (await livenessOf(identity)) === 'alive'; waited += 20) {
    if (waited > goneMs) throw new Error(`process ${identity.pid} does not end`)
    await delay(20)
  }
  await rm(machine.pidFile, {force: true})
}

const [, , verb, file] = argv
if ((verb !== 'start' && verb !== 'stop' && verb !== 'running') || file === undefined) {
  stderr.write('usage: relay.js start|stop|running MACHINE.json\n')
  exit(64)
}
try {
  const machine = JSON.parse(await readFile(file, 'utf8')) as MachineFile
  if (verb === 'running') exit((await running(machine)) === undefined ? 3 : 0)
  await (verb === 'start' ? start(machine) : stop(machine))
  exit(0)
} catch (error) {
  stderr.write(`${errorMessage(error)}\n`)
  exit(1)
}
