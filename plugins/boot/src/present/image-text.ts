import {formatBytes} from '@ops/core/text'
import type {BuiltImage} from '../image/build-image.ts'

/** Renders the files and modules of a built image. */
export function imageText(built: BuiltImage): string {
  const lines = built.files.map(({role, path, bytes, sha256}) => `${role}: ${path} (${formatBytes(bytes)}, sha256 ${sha256.slice(0, 12)})`)
  if (built.release !== undefined) lines.push(`modules of ${built.release}: ${built.modules.join(' ') || 'none'}`)
  if (built.leftOut.length > 0) lines.push(`not in this kernel, left out: ${built.leftOut.join(' ')}`)
  if (built.firmware.length > 0) lines.push(`firmware: ${built.firmware.join(' ')}`)
  if (built.firmwareAbsent.length > 0) lines.push(`firmware files missing on this machine: ${built.firmwareAbsent.join(' ')}`)
  return lines.join('\n')
}
