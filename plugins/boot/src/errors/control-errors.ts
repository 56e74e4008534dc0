import {errorTable} from '@ops/core/errors'

/** Errors of the control socket, and of `ops boot check`. */
export const controlErrors = errorTable({
  BOOT_ALREADY_SERVED: {
    message: (socket: string) => `A boot server already listens on the control socket ${socket}.`,
    hint: () => 'run ops boot status to see it, or give the new server another socket with --control',
    exit: 'refused',
    meaning: 'The new server was not started. The running server and its DHCP and NFS servers were not changed.',
  },
  BOOT_CONTROL_PATH: {
    message: (path: string) => `The control socket cannot be created: ${path} exists and is not a socket.`,
    hint: () => 'name another path with --control',
    exit: 'usage',
    meaning: 'The server was not started. The existing file was not changed.',
  },
  BOOT_CONTROL_LONG: {
    message: (path: string, most: number) => `The path of the control socket is longer than ${most} bytes: ${path}.`,
    hint: () => 'name a shorter path with --control, or as boot.control in ops.yaml',
    exit: 'usage',
    meaning: 'Linux limits the length of the path of a unix socket. The server was not started.',
  },
  BOOT_NOT_SERVED: {
    message: (socket: string) => `No boot server answers on ${socket}.`,
    hint: () => 'ops boot serve',
    exit: 'unreachable',
    meaning:
      'ops boot serve does not run on this machine, or it uses another control socket. ops boot start ends with this error before it switches the power on.',
  },
  BOOT_CONTROL_RIGHTS: {
    message: (socket: string) => `This user may not connect to the control socket ${socket}.`,
    hint: () => 'run the command with sudo',
    exit: 'refused',
    meaning: 'The control socket belongs to the user that started ops boot serve, often root. The request was not sent.',
  },
  BOOT_CONTROL: {
    message: (reason: string) => `The running boot server cannot be checked: ${reason}.`,
    hint: () => 'ops boot status',
    exit: 'refused',
    meaning: 'The running server cannot be compared with the files of this machine. No file was fetched.',
  },
  BOOT_SERVER_REFUSED: {
    message: (reason: string) => `The boot server refused the request: ${reason}.`,
    hint: () => 'run ops inventory check; if the inventory was changed, send SIGHUP to ops boot serve',
    exit: 'refused',
    meaning:
      'The boot server answered with an error and did not do what was asked. It reads ops.yaml at its start and on SIGHUP only, so a host that was added later is unknown to it.',
  },
  BOOT_CHECK_FAILED: {
    message: (failure: {host: string; file: string; reason: string; wrong: number; all: number}) =>
      `${failure.wrong} of ${failure.all} files of ${failure.host} failed the check; ${failure.file}: ${failure.reason}.`,
    hint: ({file}: {file: string}) => `run ops boot status, and look for ${file} in the folder that it names`,
    exit: 'allFailed',
    meaning:
      'At least one file could not be fetched, or its bytes differ from those that this machine computes. The check changes nothing; the other files were checked too.',
  },
  BOOT_BAD_LISTEN: {
    message: (text: string) => `"${text}" is not the address of a server.`,
    hint: () => 'write e.g. 10.0.0.1, 10.0.0.1:6969 or [fd00::1]:69',
    exit: 'usage',
    meaning: 'The value of --server is not an address with an optional port. No file was fetched.',
  },
  BOOT_BAD_URL: {
    message: (text: string) => `${text} is not a TFTP URL of a file in octet mode (RFC 3617).`,
    hint: () => 'write it as tftp://10.0.0.1/pxe/kernel',
    exit: 'usage',
    meaning: 'A TFTP URL has an address or a host name, an optional port and a file name. No file was fetched.',
  },
})
