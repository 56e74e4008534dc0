import {spawn} from 'node:child_process'
import {constants} from 'node:os'
import process from 'node:process'
import type {ExitCode} from '@ops/core/errors'
import {shellQuote} from '@ops/core/transport'
import {enterArgv, pidOf, sshArgv} from './on-host.ts'
import {type LabState, labHost, needState} from '../instance/state.ts'

/** Runs a shell or a command on a host, on this process's terminal; resolves with its exit code. */
export async function labShell(dir: string, host: string, command: readonly string[], signal: AbortSignal): Promise<ExitCode> {
  const state = await needState(dir)
  const [program = '', ...args] = await shellArgv(state, host, command)
  const child = spawn(program, args, {stdio: 'inherit'})
  const stop = () => child.kill('SIGTERM')
  signal.addEventListener('abort', stop, {once: true})
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject)
      // The command's own code, which has none of the meanings of ops' exit codes.
      child.once('exit', (code, name) => resolve((code ?? 128 + constants.signals[name ?? 'SIGTERM']) as ExitCode))
    })
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

async function shellArgv(state: LabState, name: string, command: readonly string[]): Promise<string[]> {
  labHost(state, name)
  const pid = await pidOf(state, name)
  if (state.mode !== 'full') return [...enterArgv(pid), ...(command.length === 0 ? ['sh'] : command)]
  const tty = process.stdin.isTTY === true ? ['-t'] : ['-T']
  return [...sshArgv(state, name, tty), ...(command.length === 0 ? [] : [shellQuote(command)])]
}
