import {errorTable} from '@ops/core/errors'

/** Everything that the power domain says when something is not as asked. */
export const errors = errorTable({
  PLUG_SILENT: {
    message: (host: string, plug: string, why: string) => `The plug ${plug} of ${host} cannot be reached: ${why}. Nothing was changed.`,
    hint: (host: string) => `ops power info ${host}; a plug that hangs comes back when it is pulled out and in`,
    exit: 'unreachable',
  },
  PLUG_ANSWER_BAD: {
    message: (host: string, plug: string, why: string) => `The plug ${plug} of ${host} ${why}.`,
    hint: (host: string) => `ops power info ${host}`,
    exit: 'unreachable',
  },
  PLUG_UNSUPPORTED: {
    message: (host: string, plug: string, model: string, scheme: string) =>
      `The plug ${plug} of ${host} is a ${model} whose firmware speaks ${scheme} and has closed port 9999; ${scheme} is unsupported yet.`,
    hint: () => 'declare the outlet with driver exec and a program that speaks to it (docs/power.md)',
    exit: 'refused',
  },
  PLUG_REFUSED: {
    message: (host: string, plug: string, what: string, why: string) =>
      `The plug ${plug} of ${host} was told to switch ${what} and ${why}.`,
    hint: (host: string) => `ops power info ${host}`,
    exit: 'allFailed',
  },
  POWER_UNKNOWN: {
    message: (host: string, what: string, why: string) => `Whether ${host} was switched ${what} is unknown: ${why}.`,
    hint: (host: string) => `ops power status ${host}`,
    exit: 'allFailed',
  },
  PLUG_CHANGED_HANDS: {
    message: (host: string, plug: string, what: string, pinned: string, found: string) =>
      `The plug ${plug} of ${host} has ${what} ${found}, and the inventory pins ${pinned}: it is another plug. Nothing was changed.`,
    hint: (host: string) => `ops power info ${host}, then correct the address or the pin`,
    exit: 'refused',
  },
  OUTLET_NOT_NAMED: {
    message: (host: string, plug: string, outlets: string) =>
      `The plug ${plug} of ${host} is a strip; name one of its outlets: ${outlets}.`,
    hint: (host: string) => `add "outlet:" to the power of ${host} in the inventory`,
    exit: 'refused',
  },
  OUTLET_MISSING: {
    message: (host: string, plug: string, wanted: string, outlets: string) =>
      `The plug ${plug} of ${host} has no outlet ${wanted}; it has ${outlets}.`,
    hint: (host: string) => `correct "outlet:" of ${host} in the inventory`,
    exit: 'refused',
  },
  NOT_ASKED: {
    message: (unsent: ReadonlyMap<string, string>) => {
      const why = [...unsent].map(([address, reason]) => `${address}: ${reason}`).join('; ')
      return why === '' ? 'This machine is on no IPv4 network that plugs could be on.' : `Nobody could be asked: ${why}.`
    },
    hint: () => 'ops power discover --broadcast with the address of a network, or of one plug',
    exit: 'unreachable',
  },
  NO_POWER: {
    message: (host: string) => `${host} has no power in the inventory, so ops cannot switch it.`,
    hint: (host: string) => `add "power:" to ${host}; ops power discover finds plugs`,
    exit: 'usage',
  },
  STILL_ON: {
    message: (host: string, outlets: string) => `${host} is not off: ${outlets}.`,
    hint: (host: string) => `ops power info ${host}, then ops power off ${host} once more`,
    exit: 'allFailed',
  },
  STILL_OFF: {
    message: (host: string, outlets: string) => `${host} is not on: ${outlets}.`,
    hint: (host: string) => `ops power info ${host}, then ops power on ${host} once more`,
    exit: 'allFailed',
  },
  NOT_PROVED: {
    message: (host: string, what: string, why: string) => `Whether ${host} is ${what} is unknown: ${why}.`,
    hint: (host: string) => `ops power status ${host}`,
    exit: 'allFailed',
  },
  LEFT_OFF: {
    message: (host: string) => `${host} went off, and the command was stopped before it was seen on again.`,
    hint: (host: string) => `ops power on ${host}`,
    exit: 'allFailed',
  },
  SHUTDOWN_FAILED: {
    message: (host: string, argv: readonly string[], why: string) =>
      `${host} did not take "${argv.join(' ')}": ${why}. Its power was not touched.`,
    hint: (host: string) => `mend "shutdown:" of ${host} in the inventory, or ops power off ${host} --hard`,
    exit: 'allFailed',
  },
  SHUTDOWN_SLOW: {
    message: (host: string, ms: number) =>
      `${host} still answers ${Math.round(ms / 1000)} s after its shutdown began. Its power was not touched.`,
    hint: (host: string) => `look at its console; then ops power off ${host} once more, or with --hard`,
    exit: 'deadline',
  },
  UP_AGAIN: {
    message: (host: string, run: string) => `${host} answers again, though run ${run} has shut it down. Its power was not touched.`,
    hint: (host: string) => `ops power off ${host} once more, which looks into it anew`,
    exit: 'refused',
  },
  NETBOOT_NO_PLUGIN: {
    message: () => 'No installed plugin can boot machines from the network. Nothing was changed.',
    hint: () => 'install @ops/plugin-boot (ops doctor lists what is there), or leave --netboot out',
    exit: 'refused',
  },
  NETBOOT_ALREADY_ON: {
    message: (host: string) => `${host} is on already, so it would not boot.`,
    hint: (host: string) => `ops power off ${host}, then this again`,
    exit: 'refused',
  },
  NETBOOT_STOPPED: {
    message: (host: string, stage: string, why: string) => `${host} is on, and its boot stopped at ${stage}: ${why}.`,
    hint: (host: string) => `ops boot preflight ${host}, and ops boot explain ${host}`,
    exit: 'allFailed',
  },
  SURVEY_FAILED: {
    message: (host: string, why: string) => `What runs on ${host} could not be seen: ${why}.`,
    hint: () => 'ops doctor; perl-base must be there',
    exit: 'unreachable',
  },
  CONFIRM_NEEDED: {
    message: (what: string) => `${what}, and nobody confirmed it.`,
    hint: () => 'the same command with --yes, or --confirm=SET where it says so',
    exit: 'refused',
  },
  EXEC_FAILED: {
    message: (host: string, program: string, why: string) => `The power command ${program} of ${host} failed: ${why}.`,
    hint: () => 'run the command by hand; docs/power.md tells what the exec driver expects',
    exit: 'allFailed',
  },
  EXEC_UNREACHABLE: {
    message: (host: string, program: string, why: string) => `The power command ${program} of ${host} could not be run: ${why}.`,
    hint: (host: string) => `run it by hand; then correct "power:" of ${host} in the inventory`,
    exit: 'unreachable',
  },
})

/** The act may have been done all the same: it is never repeated blindly, only read back. */
export function leavesUnknown(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'POWER_UNKNOWN'
}
