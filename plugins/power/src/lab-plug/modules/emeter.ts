import type {OutletState, PlugState} from './plug-state.ts'
import {answer, type Methods} from './method.ts'
import {statistics} from './statistics.ts'

const totalWh = 1500
const volts = 230

/** `emeter` of one outlet: old firmware has W, V, A and kWh, newer mW, mV, mA and Wh. */
export function emeterModule(state: PlugState): Methods {
  const {isNew} = state.model
  return {
    get_realtime: (_, [at = 0]) => answer(() => realtime(isNew, state.outlets[at])),
    ...statistics(state, totalWh, (wh) => (isNew ? {energy_wh: Math.round(wh)} : {energy: wh / 1000})),
  }
}

function realtime(isNew: boolean, outlet: OutletState | undefined): Record<string, unknown> {
  const power = outlet?.closed ? outlet.watts : 0
  const current = power / volts
  if (!isNew) return {voltage: volts, current, power, total: totalWh / 1000}
  return {voltage_mv: volts * 1000, current_ma: Math.round(current * 1000), power_mw: Math.round(power * 1000), total_wh: totalWh}
}
