import type {ExecResult, Transport} from '@ops/core/transport'
import {errors} from '../errors.ts'

/** What ssh ends with when its connection is gone. */
const sshFailed = 255

/** A session that is cut off ends without a word; no step of ours does. */
export function linkLost({host, kind}: Transport, {code, stderr}: ExecResult): Error | undefined {
  return kind === 'ssh' && code === sshFailed && stderr.trim() === '' ? errors.LINK_LOST({host}, host) : undefined
}
