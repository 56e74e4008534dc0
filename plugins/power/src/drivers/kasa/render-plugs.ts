import {table} from '@ops/core/text'
import {plugName} from './outlet-identity.ts'
import type {FoundPlug} from './discover-plugs.ts'

export function renderPlugs(plugs: readonly FoundPlug[], columns?: number): string {
  if (plugs.length === 0)
    return 'No plug answered. Wi-Fi loses broadcasts: run the command again, or query one plug with --broadcast ADDRESS.'
  const rows = plugs.map(({address, port, model, alias = '', mac = '', deviceId = '', outlets, speaks, supported}) => [
    plugName({address, port}),
    model,
    supported
      ? (outlets ?? []).map(({outlet, alias: name, state}) => (outlets?.length === 1 ? state : `${outlet} "${name}" ${state}`)).join(', ')
      : `speaks ${speaks}: not supported`,
    alias,
    mac,
    deviceId,
  ])
  return table(rows, ['ADDRESS', 'MODEL', 'OUTLETS', 'ALIAS', 'MAC', 'DEVICE ID'], columns)
}
