import type {Move, WorkloadMover} from '@ops/core/seams'
import {runScript} from '../target/run-script.ts'
import {hold} from './hold.ts'
import {prepare} from './prepare.ts'
import {destroyScript, probeDestination, startScript, tidyDestination} from './scripts/destination.ts'
import {probeSource, recoverScript, releaseScript, tidySource} from './scripts/source.ts'
import {ship} from './ship.ts'
import {destinationState, sourceState} from './state.ts'
import {survey} from './survey.ts'
import {configOf, destinationArgs, sourceArgs, ticketOf} from './ticket.ts'

/** Milliseconds that a dump under way may still take before an abort ends criu instead. */
const dumpGraceMs = 60_000

/** Stop-and-copy of a process tree with criu. */
export const processMover: WorkloadMover = {
  survey,
  source: async (move, signal) => sourceState(await runScript(move.source, probeSource, sourceArgs(move), {signal})),
  destination: async (move, signal) =>
    destinationState(await runScript(move.destination, probeDestination, destinationArgs(move), {signal})),
  hold,
  ship,
  prepare,
  async start(move, signal) {
    const found = await runScript(move.destination, startScript, destinationArgs(move), {signal})
    if (found.get('ended') !== undefined) return {ended: true}
    return {thawedAt: found.number('thawed'), evidence: found.get('evidence')}
  },
  async release(move, signal) {
    const found = await runScript(move.source, releaseScript, {...sourceArgs(move), ...pidfile(move)}, {signal})
    return {criu: found.get('criu'), ...(found.get('unlocked') === undefined ? {} : {unlocked: found.all('unlocked')})}
  },
  async destroy(move, signal) {
    await runScript(move.destination, destroyScript, {...destinationArgs(move), ...pidfile(move), pid: ticketOf(move).pid}, {signal})
    return {}
  },
  async recover(move, signal) {
    const found = await runScript(
      move.source,
      recoverScript,
      {...sourceArgs(move), ms: dumpGraceMs},
      {signal, timeoutMs: dumpGraceMs + 60_000},
    )
    return {state: found.get('state'), switches: found.number('switches'), ...(found.get('ended') === undefined ? {} : {ended: 'criu'})}
  },
  async tidy(move, host, signal) {
    if (host === 'source') await runScript(move.source, tidySource, sourceArgs(move), {signal})
    else await runScript(move.destination, tidyDestination, destinationArgs(move), {signal})
  },
}

function pidfile(move: Move): Record<string, string> {
  const {pidfile: path} = configOf(move)
  return path === undefined ? {} : {pidfile: path}
}
