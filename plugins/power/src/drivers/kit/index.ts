/** What the drivers of this plugin share, and what a driver of another package may use: `@ops/plugin-power/driver-kit`. */
export {type Attempts, DeviceQueue, type QueueTimings} from './device-queue.ts'
export {driverErrors} from './errors.ts'
export {type ActLimits, actLimitMs, limitActs, type StartTimer} from './limit-acts.ts'
export {mergeConfigs} from './merge-configs.ts'
export {normalMac} from './mac.ts'
export {type NetworkDevice, type NetworkOutlets, networkOutlets} from './network-outlets.ts'
export {formatOutletId, parseOutletId} from './outlet-id.ts'
