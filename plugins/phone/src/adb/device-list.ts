import {type Untrusted, untrusted} from '@ops/core/untrusted'

/** One line of `host:devices-l`. */
export interface Device {
  serial: string
  /** `device`, `unauthorized`, `offline`, `recovery`, `no permissions …` or any other text of adb. */
  state: string
  product?: string
  model?: Untrusted
  device?: string
  usb?: string
}

const line = /^(\(no serial number\)|\S+)\s+(.*?)\s*((?:\s(?:usb|product|model|device|transport_id|features):\S*)*)\s*$/

/** Reads adb's long device list; other lines (messages of the daemon) are left out. */
export function parseDevices(text: string): Device[] {
  return text.split('\n').flatMap((row) => {
    const [, serial, state, rest = ''] = line.exec(row) ?? []
    if (serial === undefined || state === undefined || state === '' || serial === '*' || row.startsWith('List of devices')) return []
    const pairs = rest
      .trim()
      .split(/\s+/)
      .filter((pair) => /^(usb|product|model|device):./.test(pair))
    const {model, ...others}: Record<string, string> = Object.fromEntries(
      pairs.map((pair) => [pair.slice(0, pair.indexOf(':')), pair.slice(pair.indexOf(':') + 1)]),
    )
    return [{serial, state, ...others, ...(model === undefined ? {} : {model: untrusted(model)})}]
  })
}
