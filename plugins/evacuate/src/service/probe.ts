import type {Transport} from '@ops/core/transport'
import {type ServiceConfig, unitOf} from './schema.ts'

export interface ServiceSeen {
  state: 'running' | 'absent' | 'unknown'
  detail: string
}

/** Asks a service whether it runs. A unit that starts or stops is neither. */
export async function probeService({status, stop}: ServiceConfig, transport: Transport, signal: AbortSignal): Promise<ServiceSeen> {
  const unit = unitOf(stop)
  const argv = status ?? ['systemctl', 'is-active', '--', unit ?? '']
  const {code, stdout} = await transport.exec(argv, {signal, timeoutMs: 30_000})
  const shown = argv.join(' ')
  if (status === undefined) return readUnit(shown, stdout.trim())
  if (code === 0) return {state: 'running', detail: `${shown} says so (exit 0)`}
  if (code === 1 || code === 2 || code === 3) return {state: 'absent', detail: `${shown} says no (exit ${code})`}
  return {state: 'unknown', detail: `${shown} ended with ${code === null ? 'a signal' : `exit ${code}`}`}
}

function readUnit(shown: string, word: string): ServiceSeen {
  const detail = `${shown} says ${word || 'nothing'}`
  if (word === 'active' || word === 'reloading') return {state: 'running', detail}
  if (word === 'inactive' || word === 'failed' || word === 'unknown') return {state: 'absent', detail}
  return {state: 'unknown', detail}
}
