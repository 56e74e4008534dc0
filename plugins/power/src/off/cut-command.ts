import type {Answer} from '@ops/core/cli'
import {exitCodes, exitOfHosts} from '@ops/core/errors'
import type {Host} from '@ops/core/inventory'
import type {Services} from '@ops/core/seams'
import type {ManyInput, ManyResult} from './off-hosts.ts'
import {showResults} from '../present/render-results.ts'
import {confirm} from './confirm-cut.ts'
import type {CutFlagValues} from '../../commands/cut-flags.ts'
import {terminalAsker} from './confirm-cut.ts'

/** What `off` and `cycle` share: the confirmation before, the answer after. */
export async function cutCommand(
  {inventory}: Services,
  {verb, hosts, flags, argv}: {verb: string; hosts: readonly Host[]; flags: CutFlagValues; argv: readonly string[]},
  does: (input: ManyInput) => Promise<ManyResult>,
  signal: AbortSignal,
): Promise<Answer> {
  const {hard, force, to, yes, confirm: typed, 'dry-run': dryRun} = flags
  if (!dryRun) {
    const expand = (set: string) => inventory.select(set).map(({name}) => name)
    const names = hosts.map(({name}) => name)
    await confirm({verb, hosts: names, careless: hard || force !== undefined}, {yes, confirm: typed, expand, ask: terminalAsker(signal)})
  }
  const options = to === undefined ? {} : {'evacuate.to': to}
  const result = await does({hard, options, argv, dryRun, ...(force === undefined ? {} : {force})})
  const exit = exitOfHosts(result.hosts)
  const wouldChange = dryRun && exit === exitCodes.done && result.hosts.some(({plan}) => plan !== undefined)
  return {result, text: showResults(result.hosts), exit: wouldChange ? exitCodes.changes : exit}
}
