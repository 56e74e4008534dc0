import {isIP} from 'node:net'
import {Args, Flags} from '@ops/core/cli'
import {parseDuration} from '@ops/core/text'
import {keyErrors} from '../src/errors/key-errors.ts'

export const phonesArg = Args.string({description: 'phones: names of the inventory, @phones, a host set, or a serial', required: true})

/** Of `ops phone sshd`. */
export const sshdFlags = {
  key: Flags.string({
    description: 'public key to install (default: key of the phone in the inventory); may be repeated',
    helpValue: 'FILE.pub',
    multiple: true,
  }),
  ttl: Flags.string({
    description: 'lifetime of the keys, enforced by the phone; "none" removes the limit (default: as before)',
    helpValue: 'TIME',
  }),
  layout: Flags.string({
    description:
      "where the files are: ops' own places (safe), or those of the well-known how-to (article: port 22, every address); default: as before, else safe",
    options: ['safe', 'article'],
  }),
  port: Flags.integer({description: 'port of sshd on the phone (default: 8022, article: 22)', min: 1, max: 65535, helpValue: 'PORT'}),
  listen: Flags.string({
    description: 'also listen on this address of the phone, or on every one with "all" (default: reachable through adb only)',
    helpValue: 'ADDRESS',
    multiple: true,
    parse: async (value) => {
      if (value !== 'all' && isIP(value) === 0)
        throw new Error(`--listen ${value} is not an IP address. Give an address of the phone, or "all".`)
      return value
    },
  }),
  boot: Flags.string({
    description: 'what starts sshd after a restart; auto is the best that needs no change of /system (default: as before, else auto)',
    options: ['auto', 'magisk', 'userinit', 'rc', 'none'],
  }),
  remove: Flags.boolean({
    description: 'remove everything that ops set up, or with --key only that key',
    exclusive: ['ttl', 'layout', 'port', 'listen', 'boot'],
  }),
  check: Flags.boolean({
    char: 'n',
    aliases: ['dry-run'],
    description: 'show the changes without making them (exit 6 when there are any)',
  }),
}

/** Loopback is always included, because adb connects to it; `all` is sshd's own default. */
export function listenAddresses(values: readonly string[] | undefined): string[] | undefined {
  if (values === undefined) return undefined
  if (values.includes('all')) return []
  const all = [...new Set(['127.0.0.1', ...values])]
  // A socket on all addresses and one on a single address cannot share a port.
  const isCovered = (address: string) => all.some((any) => any !== address && any === (isIP(address) === 4 ? '0.0.0.0' : '::'))
  return all.filter((address) => !isCovered(address))
}

/** A hundred years: expiry-time has four digits for the year. */
const longestTtlSeconds = 100 * 365.25 * 86_400

export function ttlSeconds(value: string | undefined): number | 'none' | undefined {
  if (value === undefined || value === 'none') return value
  const seconds = parseDuration(value) / 1000
  if (seconds < 1 || seconds > longestTtlSeconds) throw keyErrors.PHONE_TTL_BAD({}, value)
  return seconds
}
