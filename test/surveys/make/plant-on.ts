import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {join} from 'node:path'
import type {Plant} from './planted/index.ts'
import {sh, untilText, untilTrue} from './sh.ts'
import type {StartedMachine} from './start-machine.ts'

export interface Planted extends AsyncDisposable {
  /** Ends the part of it that runs on this machine. */
  end(): Promise<void>
}

/** Milliseconds until the work must run: cron starts its jobs once a minute, and the machine is emulated. */
const limitMs = 180_000

/** Puts work on a machine and waits until it runs. */
export async function plantOn(machine: StartedMachine, plant: Plant, folder: string): Promise<Planted> {
  const isByRoot = plant.root !== undefined && plant.alice === undefined && plant.client === undefined
  // One connection less: each starts a manager of systemd for its user.
  if (isByRoot) await sh(machine, 'root', `${plant.root}\n${untilText(plant.runs, limitMs)}`, limitMs * 4)
  else if (plant.root !== undefined) await sh(machine, 'root', plant.root)
  if (plant.alice !== undefined) await sh(machine, 'alice', plant.alice)
  const end = plant.client === undefined ? async () => {} : startClient(machine, plant.client, folder)
  try {
    if (!isByRoot) await untilTrue(machine, plant.runs, limitMs)
  } catch (error) {
    await end()
    throw error
  }
  return {end, [Symbol.asyncDispose]: end}
}

function startClient(machine: StartedMachine, client: NonNullable<Plant['client']>, folder: string): () => Promise<void> {
  const {port, identity, options} = machine.sshOptions
  const settings = Object.entries({...options, Port: String(port), IdentityFile: identity, IdentitiesOnly: 'yes'})
  const ssh = settings.flatMap(([key, value]) => ['-o', `${key}=${value}`])
  const {argv, input} = client({
    ssh,
    sshCommand: ['ssh', ...ssh].join(' '),
    port: machine.port,
    folder,
    agent: join(folder, 'agent'),
  })
  const [program = '', ...args] = argv
  const child = spawn(program, args, {stdio: ['pipe', 'ignore', 'ignore']})
  child.on('error', () => {})
  child.stdin.on('error', () => {})
  // Its standard input stays open: the end of it ends most clients.
  if (input !== undefined) child.stdin.write(input)
  return async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'close')
  }
}
