import {errorTable} from '@ops/core/errors'

/** Errors of what ops does with outlets and the machines behind them; those of a driver are in drivers/errors.ts. */
export const errors = errorTable({
  POWER_NO_OUTLET: {
    message: (host: string) => `${host} has no "power:" in the inventory, so ops cannot switch it.`,
    hint: (host: string) => `add "power:" to ${host}; ops power discover finds plugs`,
    exit: 'usage',
  },
  POWER_STILL_ON: {
    message: (host: string, outlets: string) => `${host} is not off: ${outlets}.`,
    hint: (host: string) => `ops power info ${host}, then ops power off ${host} again`,
    exit: 'allFailed',
  },
  POWER_STILL_OFF: {
    message: (host: string, outlets: string) => `${host} is not on: ${outlets}.`,
    hint: (host: string) => `ops power info ${host}, then ops power on ${host} again`,
    exit: 'allFailed',
  },
  POWER_NOT_PROVED: {
    message: (host: string, state: string, why: string) => `Whether ${host} is ${state} is unknown: ${why}.`,
    hint: (host: string) => `ops power status ${host}`,
    exit: 'allFailed',
  },
  POWER_LEFT_OFF: {
    message: (host: string) => `${host} was switched off, and the command was stopped before it switched ${host} on again.`,
    hint: (host: string) => `ops power on ${host}`,
    exit: 'allFailed',
  },
  POWER_SHUTDOWN_FAILED: {
    message: (host: string, argv: readonly string[], why: string) =>
      `${host} did not accept "${argv.join(' ')}": ${why}. Its power was not switched.`,
    hint: (host: string) => `correct "shutdown:" of ${host} in the inventory, or ops power off ${host} --hard`,
    exit: 'allFailed',
  },
  POWER_SHUTDOWN_SLOW: {
    message: (host: string, ms: number) =>
      `${host} still answers ${Math.round(ms / 1000)} s after its shutdown began. Its power was not switched.`,
    hint: (host: string) => `look at its console; then ops power off ${host} again, or with --hard`,
    exit: 'deadline',
  },
  POWER_UP_AGAIN: {
    message: (host: string, run: string) => `${host} answers again, although run ${run} shut it down. Its power was not switched.`,
    hint: (host: string) => `ops power off ${host} again, which checks what runs on it`,
    exit: 'refused',
  },
  POWER_NETBOOT_NO_PLUGIN: {
    message: () => 'No installed plugin can boot machines from the network. Nothing was changed.',
    hint: () => 'npm install @ops/plugin-boot in the folder of ops, or omit --netboot',
    exit: 'refused',
  },
  POWER_NETBOOT_ALREADY_ON: {
    message: (host: string) => `${host} is on already, so it would not boot.`,
    hint: (host: string) => `ops power off ${host}, then this command again`,
    exit: 'refused',
  },
  POWER_NETBOOT_STOPPED: {
    message: (host: string, stage: string, why: string) => `${host} is on, and its boot stopped at ${stage}: ${why}.`,
    hint: (host: string) => `ops boot preflight ${host}, and ops boot explain ${host}`,
    exit: 'allFailed',
  },
  POWER_CONFIRM_NEEDED: {
    message: (action: string) => `${action} was not confirmed.`,
    hint: () => 'add --yes, or --confirm=SET where the message names it',
    exit: 'refused',
  },
  POWER_DISCOVER_NOT_SENT: {
    message: (unsent: ReadonlyMap<string, string>) => {
      const why = [...unsent].map(([address, reason]) => `${address}: ${reason}`).join('; ')
      return why === '' ? 'This machine has no IPv4 network to search for plugs.' : `No discovery packet could be sent: ${why}.`
    },
    hint: () => 'ops power discover --broadcast with the address of a network, or of one plug',
    exit: 'unreachable',
  },
})
