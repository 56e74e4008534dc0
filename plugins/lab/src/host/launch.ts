import {spawn} from 'node:child_process'
import {readFile, writeFile} from 'node:fs/promises'
import type {Writable} from 'node:stream'
import {hostAddress} from '../instance/identity.ts'
import {hostPaths} from '../instance/paths.ts'
import type {LabHost, LabState} from '../instance/state.ts'
import {hostMark, labMark} from '../machine/processes.ts'
import {hostCgroup} from './running.ts'
import {scriptFile} from './seed.ts'

/** A host on its way up. It dies with this process until `go` has been said. */
export interface Launched {
  /** Opens the last gate and lets it live on its own. */
  go(): void
  hasEnded(): boolean
}

/** A Debian host: waits for its cable before it goes on. */
export async function launchFull(state: LabState, host: LabHost, log: number): Promise<Launched> {
  const {dir, boots} = hostPaths(state.dir, host.name)
  const net = [`${host.address}/24`, hostAddress(state.subnet, 1), String(await firstPid(boots, host.n))]
  return launch(state, host, [scriptFile('enter.sh'), host.name, dir, state.base ?? '', hostCgroup(state, host.name), ...net], log, [
    'cgroup',
    'network',
  ])
}

/** A plain host: nothing to wait for. */
export function launchPlain(state: LabState, host: LabHost, log: number): Launched {
  return launch(state, host, [scriptFile('enter-plain.sh'), host.name, hostPaths(state.dir, host.name).upper], log, ['boot', ''])
}

function launch(state: LabState, host: LabHost, argv: readonly string[], log: number, [first, last]: readonly [string, string]): Launched {
  const child = spawn('sh', argv, {
    detached: true,
    stdio: ['pipe', log, log],
    env: {PATH: process.env['PATH'], [labMark]: state.dir, [hostMark]: host.name},
  })
  const gates = child.stdin as Writable
  // A host that died has closed its end; `ended` tells.
  gates.on('error', () => {})
  gates.write(`${first}\n`)
  let over = false
  child.once('exit', () => (over = true))
  child.once('error', () => (over = true))
  return {
    hasEnded: () => over,
    go() {
      gates.end(`${last}\n`)
      child.unref()
    },
  }
}

/**
 * First process id of a boot: far apart between hosts, and moved on at every boot, so that a process that was moved
 * away finds its own id free when it comes back. For three hosts below 32,768, which is pid_max of many kernels.
 */
async function firstPid(bootsFile: string, n: number): Promise<number> {
  const boots = Number(await readFile(bootsFile, 'utf8').catch(() => '0'))
  await writeFile(bootsFile, String(boots + 1))
  return n * 8000 + (boots % 16) * 400
}
