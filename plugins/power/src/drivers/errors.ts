import {errorTable} from '@ops/core/errors'

/** Errors of the outlets' drivers. */
export const driverErrors = errorTable({
  POWER_UNKNOWN: {
    message: (host: string, to: string, why: string) => `Whether ${host} was switched ${to} is unknown: ${why}.`,
    hint: (host: string) => `ops power status ${host}`,
    exit: 'allFailed',
  },
  POWER_PLUG_SILENT: {
    message: (host: string, plug: string, why: string) => `The plug ${plug} of ${host} is unreachable: ${why}. Nothing was changed.`,
    hint: (host: string) => `ops power info ${host}; a plug that hangs restarts when it is unplugged and plugged in again`,
    exit: 'unreachable',
  },
  POWER_PLUG_ANSWER_BAD: {
    message: (host: string, plug: string, why: string) => `The plug ${plug} of ${host} ${why}.`,
    hint: (host: string) => `ops power info ${host}`,
    exit: 'unreachable',
  },
  POWER_PLUG_UNSUPPORTED: {
    message: (host: string, plug: string, model: string, scheme: string) =>
      `The plug ${plug} of ${host} is a ${model} whose firmware speaks ${scheme} and has closed port 9999; ${scheme} is not supported.`,
    hint: () => 'declare the outlet with driver exec and a program that speaks to it (docs/power.md)',
    exit: 'refused',
  },
  POWER_PLUG_REFUSED: {
    message: (host: string, plug: string, to: string, why: string) => `The plug ${plug} of ${host} was ordered to switch ${to} and ${why}.`,
    hint: (host: string) => `ops power info ${host}`,
    exit: 'allFailed',
  },
  POWER_PLUG_MISMATCH: {
    message: (host: string, plug: string, key: string, pinned: string, found: string) =>
      `The plug ${plug} of ${host} has the ${key} ${found}, but the inventory pins ${pinned}: it is another plug. Nothing was changed.`,
    hint: (host: string) => `ops power info ${host}, then correct the address or the pin`,
    exit: 'refused',
  },
  POWER_OUTLET_NOT_NAMED: {
    message: (host: string, plug: string, outlets: string) =>
      `The plug ${plug} of ${host} is a strip; name one of its outlets: ${outlets}.`,
    hint: (host: string) => `add "outlet:" to the power of ${host} in the inventory`,
    exit: 'refused',
  },
  POWER_OUTLET_MISSING: {
    message: (host: string, plug: string, wanted: string, outlets: string) =>
      `The plug ${plug} of ${host} has no outlet ${wanted}; it has ${outlets}.`,
    hint: (host: string) => `correct "outlet:" of ${host} in the inventory`,
    exit: 'refused',
  },
  POWER_EXEC_FAILED: {
    message: (host: string, program: string, why: string) => `The power command ${program} of ${host} failed: ${why}.`,
    hint: () => 'run the command by hand; docs/power.md describes the exit codes that the exec driver expects',
    exit: 'allFailed',
  },
  POWER_EXEC_UNREACHABLE: {
    message: (host: string, program: string, why: string) => `The power command ${program} of ${host} could not be run: ${why}.`,
    hint: (host: string) => `run it by hand; then correct "power:" of ${host} in the inventory`,
    exit: 'unreachable',
  },
})

/** The act may have been done: it is never repeated blindly, only read back. */
export function leavesUnknown(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'POWER_UNKNOWN'
}
