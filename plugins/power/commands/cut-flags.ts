import {Flags} from '@ops/core/cli'
import {type ExitCode, type HostResult, exitCodes, exitOfHosts} from '@ops/core/errors'
import type {Host, Inventory} from '@ops/core/inventory'
import {confirmErrors} from '../src/errors/confirm-errors.ts'

/** Of the argument HOSTS. */
export const hostsHelp = `host set: a,b | n[1-4] | @group | @tag:x | 'node*' | a!b (without b) | a&b (in both); quote it`

/** Flags of the commands that take power away. */
export const cutFlags = {
  hard: Flags.boolean({description: 'cut the power without shutting the machine down first (recorded in the journal)'}),
  force: Flags.string({description: 'override findings of guards, for this reason (recorded in the journal)', helpValue: 'REASON'}),
  to: Flags.string({description: 'host set to which work is moved first (default: evacuate.to of the host)', helpValue: 'HOSTSET'}),
  yes: Flags.boolean({char: 'y', description: 'do not ask before --hard or --force'}),
  confirm: Flags.string({
    description: 'the host set once more, needed for more than five hosts, and with --force for protected ones',
    helpValue: 'SET',
  }),
  'dry-run': Flags.boolean({char: 'n', description: 'print the plan and change nothing (exit 6 if there is something to do)'}),
}

export interface CutFlagValues {
  hard: boolean
  force?: string | undefined
  to?: string | undefined
  yes: boolean
  confirm?: string | undefined
  'dry-run': boolean
}

/** The flags in the form that `offHosts` and `cycleHosts` take; called after `confirmFlags`, which compares `--confirm` with the hosts. */
export function toCutInput({hard, force, to, confirm, 'dry-run': dryRun}: CutFlagValues, hosts: readonly Host[]) {
  const confirmed = confirm === undefined ? [] : hosts.map(({name}) => name)
  return {hard, dryRun, confirmed, evacuation: to === undefined ? {} : {to}, ...(force === undefined ? {} : {force})}
}

/** A forced cut is recorded with its reason. */
export function requireReason(force: string | undefined): void {
  if (force?.trim() === '') throw confirmErrors.POWER_NO_REASON({})
}

/** Asks for the confirmation that the flags do not give; a dry run needs none. Throws when it is refused. */
export async function confirmFlags(
  {verb, hosts, flags}: {verb: string; hosts: readonly Host[]; flags: CutFlagValues},
  inventory: Inventory,
  signal: AbortSignal,
): Promise<void> {
  requireReason(flags.force)
  // Refused before anything is read, as it would be once there is work to move.
  if (flags.to !== undefined) inventory.select(flags.to)
  if (flags['dry-run'] && flags.confirm === undefined) return
  const {confirmCut, terminalAsker} = await import('../src/off/confirm-cut.ts')
  const expand = (set: string) => inventory.select(set).map(({name}) => name)
  const overrides = [
    ...(flags.hard ? ['without an orderly shutdown'] : []),
    ...(flags.force === undefined ? [] : ['even if guards refuse']),
  ]
  const {yes, confirm} = flags
  await confirmCut({verb, hosts: hosts.map(({name}) => name), overrides}, {yes, confirm, expand, ask: terminalAsker(signal)})
}

/** A dry run that found something to do exits 6. */
export function exitOfCut(hosts: readonly (HostResult & {plan?: unknown})[], flags: CutFlagValues): ExitCode {
  const exit = exitOfHosts(hosts)
  const wouldChange = flags['dry-run'] && exit === exitCodes.done && hosts.some(({plan}) => plan !== undefined)
  return wouldChange ? exitCodes.changes : exit
}
