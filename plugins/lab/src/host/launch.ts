import {spawn} from 'node:child_process'
import {readFile, writeFile} from 'node:fs/promises'
import type {Writable} from 'node:stream'
import {hostAddress} from '../instance/identity.ts'
import {hostPaths} from '../instance/paths.ts'
import type {LabHost, LabState} from '../instance/state.ts'
import {hostMark, labMark} from '../machine/processes.ts'
import {hostCgroup} from './running.ts'
import {scriptFile} from './seed.ts'

/** A host that is being started. Until `go` it ends with this process. */
export interface Launched {
  /** Lets the host boot; from then on it outlives this process. */
  go(): void
  hasEnded(): boolean
}

/** A Debian host: waits for its network link before it boots. */
export async function launchFull(state: LabState, host: LabHost, log: number): Promise<Launched> {
  const {dir, boots} = hostPaths(state.dir, host.name)
  const net = [`${host.address}/24`, hostAddress(state.subnet, 1), String(await firstPid(boots, host.n))]
  return launch(state, host, [scriptFile('enter.sh'), host.name, dir, state.base ?? '', hostCgroup(state, host.name), ...net], log, [
    'cgroup',
    'network',
  ])
}

/** A plain host, which has no network link to wait for. */
export function launchPlain(state: LabState, host: LabHost, log: number): Launched {
  return launch(state, host, [scriptFile('enter-plain.sh'), host.name, hostPaths(state.dir, host.name).upper], log, ['boot', ''])
}

function launch(state: LabState, host: LabHost, argv: readonly string[], log: number, [first, last]: readonly [string, string]): Launched {
  const child = spawn('sh', argv, {
    detached: true,
    stdio: ['pipe', log, log],
    env: {PATH: process.env['PATH'], [labMark]: state.dir, [hostMark]: host.name},
  })
  // The script waits for a word on its stdin before each stage, so that a host whose starter was killed never boots.
  const stages = child.stdin as Writable
  // A host that ended has closed its end of the pipe, which `hasEnded` reports.
  stages.on('error', () => {})
  stages.write(`${first}\n`)
  let ended = false
  child.once('exit', () => (ended = true))
  child.once('error', () => (ended = true))
  return {
    hasEnded: () => ended,
    go() {
      stages.end(`${last}\n`)
      child.unref()
    },
  }
}

/**
 * First process id of a boot: far apart between hosts, and higher at every boot, so that the id of a process that was
 * moved away is free when it is moved back. For three hosts below 32,768, which is pid_max of many kernels.
 */
async function firstPid(bootsFile: string, n: number): Promise<number> {
  const boots = Number(await readFile(bootsFile, 'utf8').catch(() => '0'))
  await writeFile(bootsFile, String(boots + 1))
  return n * 8000 + (boots % 16) * 400
}
