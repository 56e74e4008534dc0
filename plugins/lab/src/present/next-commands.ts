import {shellQuote} from '@ops/core/transport'
import {labPaths} from '../instance/paths.ts'
import type {LabState} from '../instance/state.ts'
import {renderSoftware} from './status-text.ts'

/** What to type once the lab is up. */
export function nextCommands(state: LabState, dirFlag: string | undefined): string {
  const hosts = state.hosts.map((host) => host.name).join(', ')
  const software = state.software === undefined ? '' : ` (${renderSoftware(state.software)})`
  return [
    state.mode === 'plugs' ? `The lab is up: plugs of ${hosts}.` : `The lab is up: ${hosts}${software}.`,
    'Next:',
    `  export OPS_INVENTORY=${shellQuote([labPaths(state.dir).inventory])}`,
    '  ops power status node1',
    ...(state.mode === 'plugs' ? [] : ['  ops power off node1']),
    dirFlag === undefined ? '  ops lab down' : `  ops lab down --dir ${shellQuote([dirFlag])}`,
  ].join('\n')
}
