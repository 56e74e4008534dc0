import {OpsError, errorTable} from '@ops/core/errors'

/** Errors that the drivers of outlets throw. `host` is the machine that the outlet feeds, `plug` its device as HOST:PORT. */
export const driverErrors = errorTable({
  POWER_UNKNOWN: {
    message: (host: string, to: string, why: string) => `ops cannot tell whether ${host} was switched ${to}: ${why}.`,
    hint: (host: string) => `ops power status ${host}`,
    exit: 'allFailed',
    meaning: 'The command to switch left this machine, but no valid answer came back. ops does not repeat it; it reads the outlet instead.',
  },
  POWER_DRIVER_MISSING: {
    message: (host: string, driver: string) =>
      `The outlet of ${host} can be neither read nor switched: its driver "${driver}" belongs to no plugin that is loaded.`,
    hint: () => 'ops plugins',
    exit: 'refused',
    meaning:
      'A plugin could not be loaded, and the inventory names a driver that no other plugin has. Nothing was sent; whether the machine is on is unknown.',
  },
  POWER_PLUG_SILENT: {
    message: (host: string, plug: string, why: string) => `The plug ${plug} of ${host} is unreachable: ${why}.`,
    hint: (host: string) =>
      `check the address and the Wi-Fi of the plug, then run ops power info ${host}; shut ${host} down before you unplug a plug that hangs`,
    exit: 'unreachable',
    meaning: 'No connection to the plug was made, so nothing was sent and the outlet is as it was.',
  },
  POWER_OUTLET_DEADLINE: {
    message: (host: string, outlet: string) => `The outlet ${outlet} of ${host} did not answer within 55 s.`,
    hint: (host: string) => `ops power info ${host}`,
    exit: 'unreachable',
    meaning:
      'One reading or switch took 55 s, tries and the wait for other commands to the device included. No command to switch was sent.',
  },
  POWER_PLUG_ANSWER_BAD: {
    message: (host: string, plug: string, why: string) => `The plug ${plug} of ${host} ${why}.`,
    hint: (host: string) => `ops power info ${host}`,
    exit: 'unreachable',
    meaning: 'The plug could not be read because its answer was missing, incomplete or not in its protocol. A reading changes nothing.',
  },
  POWER_PLUG_LOCKED: {
    message: (host: string, plug: string, what: string, _source?: string) => `The plug ${plug} of ${host} ${what}.`,
    hint: (host: string, _plug: string, _what: string, source?: string) =>
      source === undefined
        ? `put the password into a file of mode 0600, and its path as "passwordFile:" into the power of ${host}`
        : `correct the password in ${source}, or "user:" of ${host} in the inventory`,
    exit: 'refused',
    meaning: 'The plug has a password, and ops knows none or a wrong one. The plug was neither read nor switched.',
  },
  POWER_PLUG_NO_PASSWORD: {
    message: (host: string, plug: string, source: string, why: string) =>
      `The password of the plug ${plug} of ${host} cannot be read from ${source}: ${why}.`,
    hint: (host: string) => `correct "passwordFile:" or "passwordEnv:" of ${host} in the inventory`,
    exit: 'usage',
    meaning: 'The inventory names a file or an environment variable that holds no password. No connection to the plug was made.',
  },
  POWER_PLUG_UNSUPPORTED: {
    message: (host: string, plug: string, model: string, scheme: string) =>
      `The plug ${plug} of ${host} is a ${model} whose firmware speaks ${scheme} instead of the protocol of port 9999; ${scheme} is not supported.`,
    hint: () => 'declare the outlet with driver exec and a program that speaks to it (docs/power.md)',
    exit: 'refused',
    meaning: 'A firmware update replaced the protocol that the kasa driver speaks. Nothing was sent that could switch the plug.',
  },
  POWER_PLUG_REFUSED: {
    message: (host: string, plug: string, to: string, why: string) => `The plug ${plug} of ${host} refused to switch ${to}: it ${why}.`,
    hint: (host: string) => `ops power info ${host}`,
    exit: 'allFailed',
    meaning: 'The plug received the command and answered with an error. ops reads the outlet afterwards and reports what it reads.',
  },
  POWER_PLUG_MISMATCH: {
    message: (host: string, plug: string, key: string, pinned: string, found: string) =>
      `The plug ${plug} of ${host} has the ${key} ${found}, but the inventory pins ${pinned}: it is another plug, which ops does not switch.`,
    hint: (host: string, plug: string) =>
      `correct the address or the pin in the inventory, in the entry of ${host} or another one for ${plug}; ops power info ${host} shows the plug that answers there`,
    exit: 'refused',
    meaning: 'Another device answers at the address of the plug, for example after a DHCP change. It was read and not switched.',
  },
  POWER_PLUG_CHANGED: {
    message: (host: string, outlet: string, key: string, known: string, found: string) =>
      `${outlet} of ${host} has the ${key} ${found}, and had ${known} when ops first saw it: it may feed another machine, so ops does not switch it.`,
    hint: (host: string) => `check which plug feeds ${host}; if it was replaced or wired anew on purpose, run ops power accept ${host}`,
    exit: 'refused',
    meaning:
      'The device at the address of the plug, or the outlet of the strip behind a number or name, is not the one that ops saw before: plugs were swapped, an address moved, or an outlet was renamed. Nothing was switched.',
  },
  POWER_OUTLET_NOT_NAMED: {
    message: (host: string, plug: string, outlets: string) =>
      `The plug ${plug} of ${host} is a strip; name one of its outlets: ${outlets}.`,
    hint: (host: string) => `add "outlet:" to the power of ${host} in the inventory`,
    exit: 'refused',
    meaning: 'A strip is never switched as a whole, because that would cut every machine on it. Nothing was changed.',
  },
  POWER_NO_RELAY: {
    message: (host: string, plug: string, model: string, kind: string) =>
      kind === 'strip'
        ? `The plug ${plug} of ${host} is the strip ${model}, and reports no outlet.`
        : `The plug ${plug} of ${host} is the ${kind} ${model}, which ops cannot switch.`,
    hint: (host: string, plug: string, _model: string, kind: string) =>
      kind === 'strip' ? `restart the strip ${plug}, then run ops power info ${host}` : `correct "address:" of ${host} in the inventory`,
    exit: 'refused',
    meaning: 'A device answers at the address of the plug and reports nothing that ops could switch. It was read, and nothing was changed.',
  },
  POWER_OUTLET_MISSING: {
    message: (host: string, plug: string, wanted: string, outlets: string, count: 'no' | 'more than one' = 'no') =>
      `The plug ${plug} of ${host} has ${count} outlet ${wanted}; it has ${outlets}.`,
    hint: (host: string) => `correct "outlet:" of ${host} in the inventory`,
    exit: 'refused',
    meaning: 'No outlet of the strip, or more than one, has the number, alias or id that the inventory names. Nothing was changed.',
  },
  POWER_EXEC_FAILED: {
    message: (host: string, program: string, why: string) => `The power command ${program} of ${host} failed: ${why}.`,
    hint: () => 'run the command by hand; docs/power.md describes the exit codes that the exec driver expects',
    exit: 'allFailed',
    meaning: 'The status command ran, but its answer matches neither "isOn" nor "isOff", so the state of the outlet is unknown.',
  },
  POWER_EXEC_UNREACHABLE: {
    message: (host: string, program: string, why: string) => `The power command ${program} of ${host} could not be run: ${why}.`,
    hint: (host: string, program: string) => `run ${program} by hand, then correct "power:" of ${host} in the inventory`,
    exit: 'unreachable',
    meaning: 'The program is missing, or the machine that should run it did not answer. Nothing was switched.',
  },
})

/**
 * Whether the outlet may have switched although `on` or `off` threw: POWER_UNKNOWN says so, and an error that is no OpsError
 * (a bug of a driver, a time limit of a library) does not say. Such a command is never sent again, the outlet is read instead.
 */
export function leavesUnknown(error: unknown): boolean {
  return !(error instanceof OpsError) || error.code === 'POWER_UNKNOWN'
}
