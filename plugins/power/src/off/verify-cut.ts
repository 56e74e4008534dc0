import type {Proof} from '@ops/core/seams'
import {readHost, restingState, stateOf} from '../outlets/read-outlet.ts'
import {rememberOutlets} from '../outlets/remember-outlets.ts'
import {readWiring} from '../outlets/wiring.ts'
import {evaluateProofs, formatProofs} from '../proofs/evaluate-proofs.ts'
import {isReachable} from '../proofs/reachability.ts'
import {proveRelays, restingProofs} from '../proofs/relay-proof.ts'
import {acts} from '../runs/journal-acts.ts'
import type {HostAct} from '../runs/run-hosts.ts'
import {requireProved} from '../runs/unproved.ts'
import {refuteIfOff} from './refute-answering.ts'
import {requireNotRefuted} from './require-fall.ts'

/**
 * Proves a host off whose last outlet this command opened with another host. No relay gets a second off command: the outlets are read,
 * and the host is asked. Throws when that does not prove it, whatever was found of the other host.
 */
export async function verifyCut(act: HostAct, cutWith: string): Promise<void> {
  const {services, run, host, record, signal} = act
  record.add({changed: true, cutWith})
  const {name} = host
  const {map, outlets, statuses} = await readHost(services, host, signal)
  await rememberOutlets(services, run, {host: name, supplies: map.of(name), statuses})
  record.add({wiring: await readWiring(services, name, statuses)})
  const {proofs: relays, statuses: last} = await proveRelays(services.clock, outlets, name, 'off', signal)
  const meters = restingProofs(last, 'off').filter(({kind}) => kind === 'meter')
  const answers = (await isReachable(host, services, signal)) === true
  const silence: Proof[] = answers ? [{kind: 'silence', holds: false, detail: `${name} still answers`}] : []
  const proofs = [...relays, ...meters, ...silence]
  record.add({proofs, power: relays.some(({holds}) => holds === false) ? stateOf(last, restingState) : 'unknown'})
  await run.note(acts.proof, {text: formatProofs(proofs), proofs}, name)
  if (answers) await refuteIfOff(act, last, `${name} answered`)
  const power = evaluateProofs(name, 'off', proofs)
  await requireProved(services, name)
  await requireNotRefuted(services, host, last)
  record.add({power})
}
