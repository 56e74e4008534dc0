import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {join} from 'node:path'
import type {Plant} from './planted/index.ts'
import {sh} from './sh.ts'
import type {StartedMachine} from './start-machine.ts'

export interface Planted extends AsyncDisposable {
  running: Plant[]
  /** Those that were not seen to run. */
  missing: Plant[]
}

/** Seconds until work must run: cron starts its jobs once a minute, sbuild prepares for minutes, and the machine is emulated. */
const limitSeconds = 300

/** Milliseconds until all of it has begun: many programs start one after the other. */
const mostMs = 20 * 60_000

/** Puts work on a machine, all of it at the same time, and waits until it runs. Disposing ends the part that runs here. */
export async function plantOn(machine: StartedMachine, plants: readonly Plant[], folder: string): Promise<Planted> {
  if (plants.length === 0) return {running: [], missing: [], async [Symbol.asyncDispose]() {}}
  const byRoot = plants.flatMap(({setup, run, user = 'root'}) => [setup ?? [], user === 'root' ? (run ?? []) : []].flat())
  if (byRoot.length > 0) await sh(machine, 'root', byRoot.map(apart).join('\n'), mostMs)
  for (const {user = 'root', run} of plants) if (user !== 'root' && run !== undefined) await sh(machine, user, apart(run))
  const clients = plants.flatMap(({client}) => (client === undefined ? [] : startClient(machine, client, folder)))
  const end = async () => void (await Promise.all(clients.map((stop) => stop())))
  try {
    const waits = plants.map(({name, runs}) => `(${untilTrueText(runs)}) && echo ${name}`)
    const seen = (await sh(machine, 'root', `end=$(($(date +%s) + ${limitSeconds}))\n${waits.join('\n')}\ntrue`, mostMs)).split('\n')
    const running = plants.filter(({name}) => seen.includes(name))
    return {running, missing: plants.filter((plant) => !running.includes(plant)), [Symbol.asyncDispose]: end}
  } catch (error) {
    await end()
    throw error
  }
}

/** Shell text whose failure, variables and folder do not matter to what follows. */
const apart = (text: string) => `(cd; ${text}\n) || true`

/** Repeats a test until it succeeds or the time in $end has come. */
const untilTrueText = (test: string) => `until { ${test}; } >/dev/null 2>&1; do [ "$(date +%s)" -lt "$end" ] || exit 1; sleep 1; done`

function startClient(machine: StartedMachine, client: NonNullable<Plant['client']>, folder: string): () => Promise<void> {
  const {port, identity, options} = machine.sshOptions
  const settings = Object.entries({...options, Port: String(port), IdentityFile: identity, IdentitiesOnly: 'yes'})
  const ssh = settings.flatMap(([key, value]) => ['-o', `${key}=${value}`])
  const {argv, input} = client({ssh, sshCommand: ['ssh', ...ssh].join(' '), port: machine.port, folder, agent: join(folder, 'agent')})
  const [program = '', ...args] = argv
  const child = spawn(program, args, {stdio: ['pipe', 'ignore', 'ignore'], detached: true})
  child.on('error', () => {})
  child.stdin.on('error', () => {})
  // Its standard input stays open: the end of it ends most clients.
  if (input !== undefined) child.stdin.write(input)
  return async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    // With the programs that it started itself.
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    await once(child, 'close')
  }
}
