import {type ExecResult, sshFlags, sshPath} from '@ops/core/transport'
import {labErrors} from '../errors/lab-errors.ts'
import {labPaths} from '../instance/paths.ts'
import {type LabState, labHost} from '../instance/state.ts'
import {tool} from '../machine/run-tool.ts'
import {hostInit} from './running.ts'

/** How this machine's ssh client reaches the lab's hosts: as in the lab's ops.yaml. */
export function labSsh(state: LabState): {user: string; identity: string; options: Record<string, string>} {
  const {key, knownHosts} = labPaths(state.dir)
  return {user: 'root', identity: key, options: {UserKnownHostsFile: sshPath(knownHosts), StrictHostKeyChecking: 'yes', LogLevel: 'ERROR'}}
}

/** argv of ssh to a host; the words of a remote command may follow. */
export function sshArgv(state: LabState, name: string, flags: readonly string[] = []): string[] {
  return ['ssh', ...sshFlags(labSsh(state)), ...flags, '--', labHost(state, name).address]
}

/** Runs a command line of the host's shell: by ssh, or inside the namespaces of a plain host. */
export async function onHost(state: LabState, name: string, line: string, signal?: AbortSignal): Promise<ExecResult> {
  const argv = state.mode === 'full' ? [...sshArgv(state, name), line] : [...enterArgv(await pidOf(state, name)), 'sh', '-c', line]
  return tool(argv, {timeoutMs: 30_000, ...(signal === undefined ? {} : {signal})})
}

/** argv that enters all namespaces of a plain host, as the user who made them: only root may change its groups. */
export function enterArgv(pid: number): string[] {
  return ['nsenter', '--target', String(pid), '--all', '--preserve-credentials', '--']
}

export async function pidOf(state: LabState, name: string): Promise<number> {
  const pid = await hostInit(state, name)
  if (pid === undefined) throw labErrors.LAB_HOST_OFF({host: name}, name)
  return pid
}
