import {readFile} from 'node:fs/promises'
import {formatHostPort} from '@ops/core/net'
import type {PowerDriverFactory} from '@ops/core/seams'
import {type Clock, systemClock} from '@ops/core/time'
import {DeviceQueue, driverErrors, mergeConfigs, type QueueTimings} from '../kit/index.ts'
import type {TasmotaConfig} from './config.ts'
import {driverName, tasmotaOutlets} from './outlets.ts'
import type {WebLimits} from './web-api.ts'

/** What tests replace. */
export interface TasmotaTuning extends Partial<WebLimits>, Partial<QueueTimings> {
  clock?: Clock
  /** Where `passwordEnv` is looked up. */
  env?: NodeJS.ProcessEnv
}

/** All drivers of one factory share the queue, so that each device has one exchange at a time. */
export function tasmotaFactory({
  clock = systemClock,
  env = process.env,
  connectMs = 3000,
  answerMs = 5000,
  tries = 3,
  pauseMs = 1000,
}: TasmotaTuning = {}): PowerDriverFactory<TasmotaConfig> {
  const queue = new DeviceQueue(clock, {tries, pauseMs})
  const {outletOf, ...outlets} = tasmotaOutlets
  return {
    name: driverName,
    schema: async () => (await import('./config.ts')).tasmotaSchema,
    async open(config, {host, known}) {
      const [{tasmotaDriver}, password] = await Promise.all([import('./driver.ts'), readPassword(config, host, env)])
      return tasmotaDriver(config, {host, ...(known === undefined ? {} : {known}), queue, limits: {connectMs, answerMs}, password})
    },
    identify: (config) => outletOf(config, config.outlet),
    ...outlets,
    mergeConfigs: (first, second) => mergeConfigs(first, second, ['address', 'mac']),
    missingPins: ({mac}, {identity}) => (mac === undefined && identity?.mac !== undefined ? {mac: identity.mac} : {}),
    dependencies: ({address, passwordFile, passwordEnv}) => ({
      address,
      ...(passwordFile === undefined ? {} : {files: [passwordFile]}),
      ...(passwordEnv === undefined ? {} : {variables: [passwordEnv]}),
    }),
  }
}

/** The password of the web API; undefined when the inventory names none. It is never part of the configuration, which is printed. */
async function readPassword(config: TasmotaConfig, host: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const {address, port, passwordFile, passwordEnv} = config
  const fail = (source: string, why: string, cause?: unknown) =>
    driverErrors.POWER_PLUG_NO_PASSWORD({host, cause}, host, formatHostPort(address, port), source, why)
  if (passwordEnv !== undefined) {
    const password = env[passwordEnv]
    if (password === undefined || password === '') throw fail(`$${passwordEnv}`, 'the variable is not set')
    return password
  }
  if (passwordFile === undefined) return undefined
  const text = await readFile(passwordFile, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw fail(passwordFile, cause.code === 'ENOENT' ? 'the file does not exist' : cause.message, cause)
  })
  const [password = ''] = text.split(/\r?\n/)
  if (password === '') throw fail(passwordFile, 'its first line is empty')
  return password
}
