import {joinLines} from '@ops/core/untrusted'
import type {PreflightReport} from '../preflight/preflight.ts'

const marks = {ok: 'ok', bad: 'BAD', unknown: '?'} as const

export function preflightText({host, profile, bootable, findings}: PreflightReport): string {
  const lines = findings.map(({subject, state, message}) => `  ${marks[state].padEnd(4)}${subject}: ${message}`)
  return joinLines([`${host} (${profile}) ${bootable ? 'has no failed check' : 'cannot boot'}:`, ...lines])
}
