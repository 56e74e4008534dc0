import {formatHostPort, resolveName} from '@ops/core/net'
import type {OutletIdentity, PowerDriverFactory, PowerReading} from '@ops/core/seams'
import {formatOutletId, parseOutletId} from './outlet-id.ts'

/** The keys of a configuration that say where a device listens, and the pins that may say which device it is. */
export interface NetworkDevice {
  address: string
  port: number
  deviceId?: string | undefined
  mac?: string | undefined
}

/** The methods of a factory that compare and print outlets. */
export interface NetworkOutlets<C> extends Pick<PowerDriverFactory<C>, 'formatOutlet' | 'parseOutlet' | 'mayShareDevice' | 'isSameOutlet'> {
  /** `outlet`: number, alias or id; undefined for a device that is its own outlet. */
  outletOf(device: NetworkDevice, outlet: string | number | undefined): OutletIdentity
}

/**
 * Identities of outlets whose device listens at an address and port: `DRIVER/HOST:PORT`, or `DRIVER/HOST:PORT/OUTLET`.
 * Host and port are formatted as in a URL, an IPv6 address in brackets, in lower case. `pin` is the key that names a
 * device whatever its address is.
 */
export function networkOutlets<C extends NetworkDevice>(driver: string, pin: 'deviceId' | 'mac'): NetworkOutlets<C> {
  const deviceOf = ({address, port}: NetworkDevice) => formatHostPort(address, port).toLowerCase()
  const identityOf = (device: string, child: string | undefined): OutletIdentity =>
    child === undefined ? {driver, device} : {driver, device, child}
  const pinOf = ({identity}: PowerReading) => (identity?.[pin] === undefined ? undefined : normalPin(identity[pin]))
  return {
    outletOf: (device, outlet) => identityOf(deviceOf(device), outlet === undefined ? undefined : String(outlet)),
    formatOutlet: formatOutletId,
    parseOutlet(text) {
      const {device, child} = parseOutletId(driver, text) ?? {}
      return device === undefined || !/^[^/\s]+:\d+$/.test(device) ? undefined : identityOf(device.toLowerCase(), child)
    },
    /** What tells two devices apart: a pin of the other entry that this device did not report, another port, another address. */
    async mayShareDevice({config, reading}, other) {
      if (deviceOf(config) === deviceOf(other)) return true
      const found = reading === undefined ? undefined : pinOf(reading)
      if (found !== undefined && other[pin] !== undefined) return normalPin(other[pin]) === found
      return config.port === other.port && (await mayBeSameAddress(other.address, config.address))
    },
    isSameOutlet(one, other) {
      const [a, b] = [one.childId, other.childId]
      if (a !== undefined && b !== undefined ? a !== b : one.outlet.child !== other.outlet.child) return false
      const found = pinOf(one)
      return one.outlet.device === other.outlet.device || (found !== undefined && found === pinOf(other))
    },
  }
}

function normalPin(text: string): string {
  return text.toLowerCase().replaceAll(/[:-]/g, '')
}

/** Two addresses are two devices when they resolve to different ones. A name that does not resolve may be any. */
async function mayBeSameAddress(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([resolveName(one), resolveName(other)])
  return a.length === 0 || b.length === 0 || a.some((address) => b.includes(address))
}
