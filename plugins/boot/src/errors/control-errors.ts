import {errorTable} from '@ops/core/errors'

/** Errors of the control socket, and of `ops boot check`. */
export const controlErrors = errorTable({
  BOOT_ALREADY_SERVED: {
    message: (socket: string) => `A boot server already listens on the control socket ${socket}.`,
    hint: () => 'ops boot status, or give this server its own --control',
    exit: 'refused',
  },
  BOOT_CONTROL_PATH: {
    message: (path: string) => `The control socket cannot be created: ${path} exists and is not a socket.`,
    hint: () => 'name another path with --control',
    exit: 'usage',
  },
  BOOT_CONTROL_LONG: {
    message: (path: string, most: number) => `The path of the control socket is longer than ${most} bytes: ${path}.`,
    hint: () => 'name a shorter path with --control, or as boot.control in ops.yaml',
    exit: 'usage',
  },
  BOOT_NOT_SERVED: {
    message: (socket: string) => `No boot server answers on ${socket}.`,
    hint: () => 'ops boot serve',
    exit: 'unreachable',
  },
  BOOT_CONTROL_RIGHTS: {
    message: (socket: string) => `This user may not connect to the control socket ${socket}.`,
    hint: () => 'run the command with sudo',
    exit: 'refused',
  },
  BOOT_CONTROL: {
    message: (reason: string) => `The running boot server cannot be checked: ${reason}.`,
    hint: () => 'ops boot status',
    exit: 'refused',
  },
  BOOT_SERVER_REFUSED: {
    message: (reason: string) => `The boot server refused the request: ${reason}.`,
    hint: () => 'ops inventory check; if the inventory has changed, send SIGHUP to ops boot serve',
    exit: 'refused',
  },
  BOOT_CHECK_FAILED: {
    message: (failure: {host: string; file: string; reason: string; wrong: number; all: number}) =>
      `${failure.wrong} of ${failure.all} files of ${failure.host} failed the check; ${failure.file}: ${failure.reason}.`,
    hint: ({file}: {file: string}) => `run ops boot status, and look for ${file} in the folder that it names`,
    exit: 'allFailed',
  },
  BOOT_BAD_LISTEN: {
    message: (text: string) => `"${text}" is not the address of a server.`,
    hint: () => 'write e.g. 10.0.0.1, 10.0.0.1:6969 or [fd00::1]:69',
    exit: 'usage',
  },
  BOOT_BAD_URL: {
    message: (text: string) => `${text} is not a TFTP URL of a file in octet mode (RFC 3617).`,
    hint: () => 'write it as tftp://10.0.0.1/pxe/kernel',
    exit: 'usage',
  },
})
