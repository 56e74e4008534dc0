import type {PowerDriverFactory} from '@ops/core/seams'
import {systemClock} from '@ops/core/time'
import {outletId} from './outlet-id.ts'
import type {KasaConfig} from './config.ts'
import type {PlugLink} from './transport/plug-link.ts'

const probeMs = 2000

export interface KasaTuning {
  connectMs?: number
  answerMs?: number
  tries?: number
  pauseMs?: number
  probeMs?: number
}

/** All drivers of one factory share the link, hence the turns of each plug. */
export function kasaFactory(tuning: KasaTuning = {}): PowerDriverFactory {
  let link: PlugLink | undefined
  return {
    name: 'kasa',
    schema: async () => (await import('./config.ts')).kasaSchema,
    async open(config, {host}) {
      const [{kasaDriver}, {PlugLink, plugTimings}] = await Promise.all([import('./driver.ts'), import('./transport/plug-link.ts')])
      link ??= new PlugLink(systemClock, {...plugTimings, ...tuning})
      return kasaDriver(config as KasaConfig, {link, host, probeMs: tuning.probeMs ?? probeMs})
    },
    outletId: (config) => outletId(config as KasaConfig, (config as KasaConfig).outlet),
  }
}
