import {shellQuote} from '@ops/core/transport'
import type {PhoneTransport} from '../adb/phone-transport.ts'
import {logFile} from '../layout/layout.ts'
import {step} from './run-step.ts'

const names = {start: 'started sshd', restart: 'restarted sshd', stop: 'stopped sshd'}

/** A line for the phone's shell: ops' own start script, and on failure the end of its log. */
export function startScriptLine(script: string, act: 'start' | 'restart' | 'stop'): string {
  return `sh ${shellQuote([script, act])} || { tail -n 3 ${shellQuote([logFile])} >&2; exit 1; }`
}

export async function runStartScript(
  transport: PhoneTransport,
  script: string,
  act: 'start' | 'restart' | 'stop',
  signal: AbortSignal | undefined,
): Promise<void> {
  await step(transport, names[act], startScriptLine(script, act), {signal})
}
