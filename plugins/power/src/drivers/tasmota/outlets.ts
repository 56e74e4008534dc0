import {networkOutlets} from '../kit/index.ts'
import type {TasmotaConfig} from './config.ts'

/** The value of `driver:` in ops.yaml, and the start of every outlet id. */
export const driverName = 'tasmota'

/** `tasmota/HOST:PORT` for a plug, `tasmota/HOST:PORT/RELAY` for one relay of several. */
export const tasmotaOutlets = networkOutlets<TasmotaConfig>(driverName, 'mac')
