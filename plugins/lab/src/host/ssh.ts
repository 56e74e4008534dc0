import {type ExecResult, sshFlags} from '@ops/core/transport'
import {labPaths} from '../instance/paths.ts'
import {type LabState, labHost} from '../instance/state.ts'
import {tool} from '../machine/run-tool.ts'

/** How this machine's ssh client reaches the lab's hosts: as in the lab's ops.yaml. */
export function labSsh(state: LabState): {user: string; identity: string; options: Record<string, string>} {
  const {key, knownHosts} = labPaths(state.dir)
  return {user: 'root', identity: key, options: {UserKnownHostsFile: knownHosts, StrictHostKeyChecking: 'yes', LogLevel: 'ERROR'}}
}

/** argv of ssh to a host, to which the words of a remote command may be added. */
export function sshArgv(state: LabState, name: string, flags: readonly string[] = []): string[] {
  return ['ssh', ...sshFlags(labSsh(state)), ...flags, '--', labHost(state, name).address]
}

/** Runs a command line of the host's shell. */
export function onHost(state: LabState, name: string, line: string, signal?: AbortSignal): Promise<ExecResult> {
  return tool([...sshArgv(state, name), line], {timeoutMs: 30_000, ...(signal === undefined ? {} : {signal})})
}
