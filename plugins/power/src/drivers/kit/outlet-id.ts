import type {OutletIdentity} from '@ops/core/seams'

/**
 * The id of an outlet: `DRIVER/DEVICE`, or `DRIVER/DEVICE/OUTLET`. Slashes of a device, `%`, and characters that show nothing
 * (control characters, marks of direction) are percent-encoded, as in a URL: `exec/%2Fdev%2FttyUSB0`. Blanks are kept.
 */
export function formatOutletId({driver, device, child}: OutletIdentity): string {
  const id = `${driver}/${encode(device).replaceAll('/', '%2F')}`
  return child === undefined ? id : `${id}/${encode(child)}`
}

/** The inverse of `formatOutletId`; undefined for text that is no id of this driver. */
export function parseOutletId(driver: string, text: string): OutletIdentity | undefined {
  const [, name, device, child] = /^([^/]+)\/([^/]+)(?:\/(.+))?$/s.exec(text) ?? []
  if (name !== driver || device === undefined) return undefined
  return {driver, device: decode(device), ...(child === undefined ? {} : {child: decode(child)})}
}

function encode(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[%\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
      [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
    )
}

/** A `%` that begins no encoded character stays: people write ids, too. */
function decode(text: string): string {
  return text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (bytes) => {
    try {
      return decodeURIComponent(bytes)
    } catch {
      return bytes
    }
  })
}

/** 12 hex digits for settings that have no name. */
export function digestOf(settings: unknown): string {
  // node:crypto takes 4 ms to load, and every command that reads an inventory loads this file.
  const {createHash} = process.getBuiltinModule('node:crypto')
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 12)
}
