import type {PowerDriverFactory} from '@ops/core/seams'
import {type Clock, systemClock} from '@ops/core/time'
import {outletId} from './outlet-identity.ts'
import type {KasaConfig} from './config.ts'
import type {PlugLink} from './transport/plug-link.ts'

const defaultProbeMs = 2000

export interface KasaTuning {
  connectMs?: number
  answerMs?: number
  tries?: number
  pauseMs?: number
  probeMs?: number
  clock?: Clock
}

/** All drivers of one factory share the link, hence the turns of each plug. */
export function kasaFactory({clock = systemClock, probeMs = defaultProbeMs, ...timings}: KasaTuning = {}): PowerDriverFactory {
  let link: PlugLink | undefined
  return {
    name: 'kasa',
    schema: async () => (await import('./config.ts')).kasaSchema,
    async open(config, {host}) {
      const [{kasaDriver}, {PlugLink, plugTimings}] = await Promise.all([import('./driver.ts'), import('./transport/plug-link.ts')])
      link ??= new PlugLink(clock, {...plugTimings, ...timings})
      return kasaDriver(config as KasaConfig, {link, host, probeMs})
    },
    outletId: (config) => outletId(config as KasaConfig, (config as KasaConfig).outlet),
  }
}
