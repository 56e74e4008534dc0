import {networkOutlets} from '../kit/index.ts'
import type {TasmotaConfig} from './config.ts'

/** `tasmota/HOST:PORT` for a plug, `tasmota/HOST:PORT/RELAY` for one relay of several. */
export const tasmotaOutlets = networkOutlets<TasmotaConfig>('tasmota', 'mac')
