import {table} from '@ops/core/text'
import {plugName} from './outlet-identity.ts'
import type {FoundPlug} from './discover-plugs.ts'

export function renderPlugs(plugs: readonly FoundPlug[], columns?: number): string {
  if (plugs.length === 0)
    return 'No plug answered. Wi-Fi loses broadcasts: run the command again, or query one plug with --broadcast ADDRESS.'
  const rows = plugs.map((plug) => {
    const {address, port, model, alias = '', mac = '', deviceId = ''} = plug
    return [plugName({address, port}), model, outletsText(plug), alias, mac, deviceId]
  })
  return table(rows, ['ADDRESS', 'MODEL', 'OUTLETS', 'ALIAS', 'MAC', 'DEVICE ID'], columns)
}

function outletsText({outlets = [], kind, speaks, supported}: FoundPlug): string {
  if (!supported)
    return speaks === 'kasa' ? `${kind === 'strip' ? 'strip without outlets' : kind}: not supported` : `speaks ${speaks}: not supported`
  const [only, second] = outlets
  if (only === undefined || second !== undefined) return outlets.map(({outlet, alias, state}) => `${outlet} "${alias}" ${state}`).join(', ')
  return kind === 'plug' || kind === 'strip' ? only.state : `${kind} ${only.state}`
}
