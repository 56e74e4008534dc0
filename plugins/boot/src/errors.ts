import {errorTable} from '@ops/core/errors'

export const errors = errorTable({
  BOOT_NO_ROOT: {
    message: (dir: string) => `The boot folder ${dir} cannot be read.`,
    hint: () => 'name an existing folder with --root, or as boot.root in ops.yaml',
    exit: 'usage',
  },
  BOOT_PORT_TAKEN: {
    message: (what: string, address: string, port: number) => `${what} port ${port} on ${address} is in use by another program.`,
    hint: (_what: string, _address: string, port: number) => `find it with: ss -lunp 'sport = :${port}'; or choose another port`,
    exit: 'refused',
  },
  BOOT_PORT_PRIVILEGE: {
    message: (what: string, address: string, port: number) => `This user may not listen on ${what} port ${port} of ${address}.`,
    hint: () => 'run as root (rights are dropped after binding, see --user), or choose a port above 1023',
    exit: 'refused',
  },
  BOOT_ADDRESS: {
    message: (address: string) => `This machine has no address ${address} to listen on.`,
    hint: () => 'ip address',
    exit: 'usage',
  },
  // Rows of images, start and test boots stand below this line.
})
