import {formatHostPort} from '@ops/core/net'
import {networkOutlets} from '../kit/network-outlets.ts'
import type {KasaConfig} from './config.ts'

/** `kasa/ADDRESS:PORT` for a plug, `kasa/ADDRESS:PORT/OUTLET` for an outlet of a strip. */
export const kasaOutlets = networkOutlets<KasaConfig>('kasa', 'deviceId')

/** `10.0.0.9:9999`, `[fe80::1]:9999` */
export function plugName({address, port}: {address: string; port: number}): string {
  return formatHostPort(address, port)
}
