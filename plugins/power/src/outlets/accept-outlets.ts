import type {FactChange} from '@ops/core/coordinator'
import {foldHosts} from '@ops/core/hostset'
import type {Host} from '@ops/core/inventory'
import {inRun} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import {findDifference, formatIds, idsOf} from '../drivers/kit/device-ids.ts'
import {errors} from '../errors/errors.ts'
import {findFormerMachines, forgetMachine, type FormerMachine} from './former-machines.ts'
import {findKnownBy, type GoneMachine} from './known-by.ts'
import {readHost} from './read-outlet.ts'
import {endProofs} from './proven.ts'
import {acceptRefuted} from './refuted.ts'
import {outletSpace, readRemembered, rememberChanges, seenAct, type RememberedOutlet} from './remembered-outlets.ts'

/** The note of ids that a person accepted, in the journal. */
const acceptedAct = 'power.outlet.accepted'

export interface OutletChange {
  outlet: string
  /** Undefined: ops had not seen this outlet. */
  before?: RememberedOutlet['ids']
  now: RememberedOutlet['ids']
  /** Other hosts that ops has seen on this outlet: they lose their power with it. */
  alsoOf?: string[]
}

export interface AcceptResult {
  host: string
  /** Outlets whose ids differ from those that ops knew. */
  outlets: OutletChange[]
  /** What was accepted although an earlier run contradicts it, and machines that ops had seen there and has forgotten. */
  doubts?: string[]
  changed: boolean
}

/** Makes ops know the outlets of a host as they are now. `confirm` is shown old and new ids, and throws when they are not accepted. */
export async function acceptOutlets(
  services: Services,
  host: Host,
  {argv, confirm}: {argv: readonly string[]; confirm: (changes: readonly string[]) => Promise<void>},
  signal: AbortSignal,
): Promise<AcceptResult> {
  const {map, statuses} = await readHost(services, host, signal, {outlets: [], version: 0})
  for (const {error} of statuses) if (error !== undefined) throw error
  const supplies = map.of(host.name)
  const now = statuses.flatMap(({outlet, reading}): RememberedOutlet[] => {
    const ids = reading === undefined ? undefined : idsOf(reading)
    return ids === undefined ? [] : [{outlet: outlet.supply.id, ids}]
  })
  const refuted = await acceptRefuted(services, host.name, statuses)
  if (now.length === 0 && refuted.length === 0) throw errors.POWER_NO_IDS({host: host.name}, host.name)
  const remembered = await readRemembered(services, host.name)
  const known = await Promise.all(
    now.map(({outlet}) =>
      findKnownBy(
        services,
        statuses.filter((status) => status.outlet.supply.id === outlet),
      ),
    ),
  )
  const forgotten = [...new Map(known.flatMap(({gone}) => gone).map((one) => [one.name, one])).values()]
  const former = await findFormerMachines(services, statuses)
  const seen = rememberChanges(services, host.name, supplies, now, remembered)
  if (seen.length + refuted.length + forgotten.length + former.length === 0) return {host: host.name, outlets: [], changed: false}
  const replaced = remembered.outlets.filter(({outlet}) => !supplies.some(({id}) => id === outlet))
  const changes = now.flatMap(({outlet, ids}, at): OutletChange[] => {
    const before = (remembered.outlets.find((one) => one.outlet === outlet) ?? replaced[0])?.ids
    const others = (known[at]?.hosts ?? []).filter((name) => name !== host.name)
    const alsoOf = others.length === 0 ? {} : {alsoOf: others}
    if (before === undefined) return [{outlet, now: ids, ...alsoOf}]
    return findDifference(before, ids) === undefined ? [] : [{outlet, before, now: ids, ...alsoOf}]
  })
  const doubts = [...refuted.map(({text}) => text), ...forgotten.map(formatGone), ...former.map(formatFormer)]
  if (changes.length + doubts.length > 0) await confirm([...changes.map(formatChange), ...doubts])
  const text = changes.map(formatChange).join('; ')
  const accepted = seen.map((one) => (one.act === seenAct ? {...one, act: acceptedAct, text: text || one.text} : one))
  const forget = forgotten.map((one): FactChange => {
    const note = {act: acceptedAct, text: formatGone(one), host: host.name}
    return {space: outletSpace, key: one.name, value: undefined, expect: one.version, ...note}
  })
  // What was proven before a person looked at the cables is proven no more.
  const proofs = await endProofs(services, {host: host.name, text: `what was proven of ${host.name} is void: its outlets were accepted`})
  await inRun(services, {command: 'power accept', argv, hosts: [host.name]}, async (run) => {
    const left = former.flatMap((one) => forgetMachine(one, {act: acceptedAct, text: formatFormer(one), host: host.name}))
    const all = [...accepted, ...refuted, ...forget, ...left, ...(proofs === undefined ? [] : [proofs])]
    await services.coordinator.facts.write(run.id, all)
    return [{host: host.name}]
  })
  return {host: host.name, outlets: changes, ...(doubts.length === 0 ? {} : {doubts}), changed: true}
}

const formatGone = ({name, outlet}: GoneMachine) => `${name}, which the inventory does not have, hangs on ${outlet} no more`

const formatFormer = ({name, machine, outlet}: FormerMachine) => `${machine}, which was ${name}, hangs on ${outlet} no more`

/** `kasa/10.0.0.9:9999: device id 8006…01 -> device id 8006…02` */
export function formatChange({outlet, before, now, alsoOf}: OutletChange): string {
  const others = alsoOf === undefined ? '' : `; ops knows this outlet as that of ${foldHosts(alsoOf)}`
  return `${outlet}: ${before === undefined ? 'not seen before' : formatIds(before)} -> ${formatIds(now)}${others}`
}
