import {labErrors} from './errors.ts'
import {onHost} from './host/on-host.ts'
import type {LabState} from './instance/state.ts'

/** Starts the demo workloads where the lab's ops.yaml declares them. */
export async function startDemo(state: LabState, signal: AbortSignal): Promise<void> {
  if (state.mode === 'full')
    await Promise.all([start(state, 'node1', 'counter', signal), start(state, 'node2', 'beacon start /run/beacon', signal)])
  else await start(state, 'node1', '/var/lib/ops-lab/beacon start /run/beacon', signal)
}

async function start(state: LabState, host: string, line: string, signal: AbortSignal): Promise<void> {
  const {code, stderr} = await onHost(state, host, line, signal)
  if (code !== 0) throw labErrors.LAB_DEMO_NOT_STARTED({host}, host, line, stderr.trim())
}
