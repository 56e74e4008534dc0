import {isIP} from 'node:net'
import {Args, Flags} from '@oclif/core'

export const phonesArg = Args.string({description: 'phones: names of the inventory, @phones, a host set, or a serial', required: true})

export const listenFlag = Flags.string({
  description: 'listen on this address of the phone too, or on every one with "all" (default: only reachable through adb)',
  helpValue: 'ADDRESS',
  multiple: true,
  parse: async (value) => {
    if (value !== 'all' && isIP(value) === 0) throw new Error(`--listen ${value}: give an IP address of the phone, or all`)
    return value
  },
})

/** Adb reaches a phone's sshd through its loopback, so that stays in; `all` is sshd's own default. */
export function listenAddresses(values: readonly string[] | undefined): string[] | undefined {
  if (values === undefined) return undefined
  return values.includes('all') ? [] : [...new Set(['127.0.0.1', ...values])]
}
