import type {DestinationState, SourceState, WorkAt} from '@ops/core/seams'
import type {Answer} from '../target/run-script.ts'

/** Reads the source's state off what `probeSource` printed. */
export function sourceState(found: Answer): WorkAt<SourceState> {
  const job = found.get('job') ?? 'none'
  const held = found.get('held') !== undefined
  const alive = found.get('task') === 'alive'
  const frozen = found.get('frozen') === '1'
  const decision = found.get('decision')
  if (!alive) {
    if (found.get('left') !== undefined && decision === 'release')
      return {state: 'held', detail: 'its first process is gone, and the others are still to be ended'}
    if (held && decision === undefined) return {state: 'stored', detail: 'its processes are gone, its images are whole'}
    return {state: 'absent', detail: 'its process does not exist'}
  }
  if (job === 'running' && !held) return {state: 'holding', detail: 'criu is dumping it'}
  if (held && frozen)
    return {state: 'held', detail: job === 'running' ? 'criu holds it, and its cgroup is frozen' : `its cgroup is frozen (criu: ${job})`}
  if (held && decision === 'rollback' && job !== 'running') return {state: 'running', detail: 'it was let go again'}
  if (held && job === 'running') return {state: 'holding', detail: 'criu holds it, and somebody thawed its cgroup'}
  if (held) return {state: 'running', detail: 'it was held, and somebody thawed its cgroup'}
  if (frozen && found.get('began') !== undefined)
    return {state: 'holding', detail: `its cgroup was frozen and criu ended before it was held (criu: ${job})`}
  return {state: 'running', detail: 'its process exists and is not held'}
}

/** Reads the destination's state off what `probeDestination` printed. */
export function destinationState(found: Answer): WorkAt<DestinationState> {
  const job = found.get('job') ?? 'none'
  const pids = found.numbers('pids')
  const frozen = found.get('frozen') === '1'
  if (found.get('prepared') !== undefined) {
    if (pids.length === 0) return {state: 'failed', detail: 'its copy has ended'}
    if (frozen) return {state: 'prepared', detail: `${pids.length} processes, frozen`}
    return {state: 'running', detail: `${pids.length} processes: ${pids.slice(0, 5).join(' ')}`}
  }
  if (job === 'running') return {state: 'making', detail: 'criu is restoring it'}
  if (job === 'code 0' && frozen && found.get('whole') !== undefined) return {state: 'making', detail: 'criu has restored it, frozen'}
  if (pids.length > 0 || job !== 'none')
    return {state: 'failed', detail: `criu restore ended with ${job}; ${pids.length} processes are left`}
  if (found.get('shipped') !== undefined) return {state: 'staged', detail: 'its images have arrived and are verified'}
  return {state: 'none', detail: 'nothing of it is there'}
}
