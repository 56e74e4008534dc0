import type {PowerDriver} from '@ops/core/seams'
import {kasaFactory} from '../src/drivers/kasa/factory.ts'
import {kasaSchema} from '../src/drivers/kasa/config.ts'
import {quickClock} from './quick-clock.ts'

const factory = kasaFactory({clock: quickClock(), connectMs: 1000, answerMs: 1500, probeMs: 200})
const noTransports = {
  to: () => {
    throw new Error('kasa needs no transport')
  },
  async [Symbol.asyncDispose]() {},
}

/** A kasa driver as the inventory would open it. */
export function openKasa(config: {
  address: string
  port: number
  outlet?: number | string
  deviceId?: string
  mac?: string
}): Promise<PowerDriver> {
  return factory.open(kasaSchema.parse(config), {transports: noTransports, host: 'a'})
}
