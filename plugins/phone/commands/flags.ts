import {isIP} from 'node:net'
import {Args, Flags} from '@oclif/core'
import {parseDuration} from '@ops/core/text'
import {sshdErrors} from '../src/errors/sshd-errors.ts'

export const phonesArg = Args.string({description: 'phones: names of the inventory, @phones, a host set, or a serial', required: true})

/** Of `ops phone sshd`. */
export const sshdFlags = {
  key: Flags.string({description: 'public key to let in (default: key: of the inventory)', helpValue: 'FILE.pub', multiple: true}),
  ttl: Flags.string({
    description: 'let the key in for this long only; the phone enforces it, until a new TIME or "none" is given',
    helpValue: 'TIME',
  }),
  layout: Flags.string({
    description: "where things lie: ops' own places, or those of the well-known how-to (port 22, every address)",
    options: ['safe', 'article'],
  }),
  port: Flags.integer({description: 'port of sshd on the phone (default 8022; article 22)', min: 1, max: 65535}),
  listen: Flags.string({
    description: 'listen on this address of the phone too, or on every one with "all" (default: only reachable through adb)',
    helpValue: 'ADDRESS',
    multiple: true,
    parse: async (value) => {
      if (value !== 'all' && isIP(value) === 0) throw new Error(`--listen ${value}: give an IP address of the phone, or all`)
      return value
    },
  }),
  boot: Flags.string({
    description: 'what starts sshd after a restart (default: the best that needs no change of /system)',
    options: ['auto', 'magisk', 'userinit', 'rc', 'none'],
  }),
  remove: Flags.boolean({
    description: 'undo everything; with --key take only that key away',
    exclusive: ['ttl', 'layout', 'port', 'listen', 'boot'],
  }),
  check: Flags.boolean({
    char: 'n',
    aliases: ['dry-run'],
    description: 'show what would change, change nothing (exit 6 when something would)',
  }),
}

/** Adb reaches a phone's sshd through its loopback, so that stays in; `all` is sshd's own default. */
export function listenAddresses(values: readonly string[] | undefined): string[] | undefined {
  if (values === undefined) return undefined
  if (values.includes('all')) return []
  const all = [...new Set(['127.0.0.1', ...values])]
  // The kernel does not give one address of a port to be listened on beside all of them.
  const isCovered = (address: string) => all.some((any) => any !== address && any === (isIP(address) === 4 ? '0.0.0.0' : '::'))
  return all.filter((address) => !isCovered(address))
}

/** A hundred years: expiry-time has four digits for the year. */
const longestTtlSeconds = 100 * 365.25 * 86_400

export function ttlSeconds(value: string | undefined): number | 'none' | undefined {
  if (value === undefined || value === 'none') return value
  const seconds = parseDuration(value) / 1000
  if (seconds < 1 || seconds > longestTtlSeconds) throw sshdErrors.PHONE_TTL_BAD({}, value)
  return seconds
}
