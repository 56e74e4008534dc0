import type {PowerDriverFactory} from '@ops/core/seams'
import {type Clock, systemClock} from '@ops/core/time'
import {mergeConfigs} from '../kit/merge-configs.ts'
import type {KasaConfig} from './config.ts'
import {kasaOutlets} from './outlet-identity.ts'
import type {PlugLink} from './transport/plug-link.ts'

const defaultProbeMs = 2000
/** A plug on the same network answers in 50 ms. */
const defaultLateMs = 1000

export interface KasaTuning {
  connectMs?: number
  answerMs?: number
  tries?: number
  pauseMs?: number
  probeMs?: number
  lateMs?: number
  clock?: Clock
}

/** All drivers of one factory share the link, hence the queue of each plug. */
export function kasaFactory(tuning: KasaTuning = {}): PowerDriverFactory<KasaConfig> {
  const {clock = systemClock, probeMs = defaultProbeMs, lateMs = defaultLateMs, ...timings} = tuning
  let link: PlugLink | undefined
  return {
    name: 'kasa',
    schema: async () => (await import('./config.ts')).kasaSchema,
    async open(config, {host, known}) {
      const [{kasaDriver}, {PlugLink, plugTimings}] = await Promise.all([import('./driver.ts'), import('./transport/plug-link.ts')])
      link ??= new PlugLink(clock, {...plugTimings, ...timings})
      return kasaDriver(config, {link, host, known, probeMs, lateMs})
    },
    identify: (config) => kasaOutlets.outletOf(config, config.outlet),
    formatOutlet: kasaOutlets.formatOutlet,
    parseOutlet: kasaOutlets.parseOutlet,
    mayShareDevice: kasaOutlets.mayShareDevice,
    isSameOutlet: kasaOutlets.isSameOutlet,
    mergeConfigs: (first, second) => mergeConfigs(first, second, ['address', 'deviceId', 'mac', 'model']),
    missingPins(config, {identity}) {
      const pins = [['deviceId', identity?.deviceId] as const, ['mac', identity?.mac] as const]
      return Object.fromEntries(
        pins.filter((pin): pin is ['deviceId' | 'mac', string] => pin[1] !== undefined && config[pin[0]] === undefined),
      )
    },
    dependencies: ({address}) => ({address}),
  }
}
