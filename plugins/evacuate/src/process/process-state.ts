import type {DestinationState, SourceState, WorkAt} from '@ops/core/seams'
import {plural} from '@ops/core/text'
import type {ScriptOutput} from '../remote/run-script.ts'

/** The source's state, from the output of `probe-source.pl`. */
export function parseSourceState(output: ScriptOutput): WorkAt<SourceState> {
  const job = output.get('job') ?? 'none'
  const held = output.get('held') !== undefined
  const alive = output.get('task') === 'alive'
  const frozen = output.get('frozen') === '1'
  const decision = output.get('decision')
  const lost = output.get('norecord')
  const criu = output.get('criu')
  if (alive && lost !== undefined && (frozen || criu !== undefined)) {
    // Thawed alone, it would stay stopped by ptrace until its criu ends.
    const commands = [...(frozen ? [`echo 0 > ${lost}/cgroup.freeze`] : []), ...(criu === undefined ? [] : [`kill ${criu}`])]
    const held = [...(frozen ? ['is frozen'] : []), ...(criu === undefined ? [] : [`is held by criu (process ${criu})`])]
    const detail = `its process exists and ${held.join(' and ')}, its record is gone; ${commands.join('; ')} lets it run`
    return {state: 'unknown', detail}
  }
  if (!alive) {
    if (output.get('left') !== undefined && decision === 'release')
      return {state: 'held', detail: 'its first process is gone, and the others are still to be ended'}
    if (held && decision === undefined) {
      if (output.get('images') !== undefined) return {state: 'stored', detail: 'its processes are gone, its images are whole'}
      const inMemory = output.get('volatile') === undefined ? 'are gone too' : 'were in memory and are gone too'
      return {state: 'lost', detail: `its processes are gone, and its images ${inMemory}`}
    }
    return {state: 'absent', detail: 'its process does not exist'}
  }
  if (job === 'running' && !held) return {state: 'holding', detail: 'criu is dumping it'}
  if (held && frozen)
    return {state: 'held', detail: job === 'running' ? 'criu holds it, and its cgroup is frozen' : `its cgroup is frozen (criu: ${job})`}
  if (held && decision === 'rollback' && job !== 'running') return {state: 'running', detail: 'it was thawed again'}
  if (held && job === 'running') return {state: 'holding', detail: 'criu holds it, but its cgroup was thawed from outside'}
  if (held) return {state: 'running', detail: 'it was held, but its cgroup was thawed from outside'}
  if (frozen && output.get('began') !== undefined)
    return {state: 'holding', detail: `its cgroup was frozen and criu ended before it was held (criu: ${job})`}
  return {state: 'running', detail: 'its process exists and is not held'}
}

/** The destination's state, from the output of `probe-destination.pl`. */
export function parseDestinationState(output: ScriptOutput): WorkAt<DestinationState> {
  const job = output.get('job') ?? 'none'
  const pids = output.numbers('pids')
  const frozen = output.get('frozen') === '1'
  const images = output.get('shipped') !== undefined || output.get('stored') !== undefined
  if (output.get('prepared') !== undefined) {
    if (pids.length === 0) return {state: 'failed', images, detail: 'its copy has ended'}
    if (frozen) return {state: 'prepared', detail: `${plural(pids.length, 'process', 'processes')}, frozen`}
    return {state: 'running', detail: `${plural(pids.length, 'process', 'processes')}: ${pids.slice(0, 5).join(' ')}`}
  }
  if (job === 'running') return {state: 'making', detail: 'criu is restoring it'}
  if (job === 'code 0' && frozen && output.get('whole') !== undefined) return {state: 'making', detail: 'criu has restored it, frozen'}
  if (pids.length > 0 || job !== 'none')
    return {state: 'failed', images, detail: `criu restore ended with ${job}; ${plural(pids.length, 'process is', 'processes are')} left`}
  const stray = output.numbers('stray')
  if (stray.length > 0)
    return {state: 'unknown', detail: `its record is gone, and processes that may be the copy exist: ${stray.slice(0, 5).join(' ')}`}
  if (output.get('stored') !== undefined)
    return {state: 'stored', detail: 'its images arrived before the host was restarted, and are verified again before they are used'}
  if (output.get('shipped') !== undefined) return {state: 'staged', detail: 'its images have arrived and are verified'}
  return {state: 'none', detail: 'no copy is there'}
}
