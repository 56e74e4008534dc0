import {errorTable} from '@ops/core/errors'

/** Errors of the boot server: folders, addresses, ports and rights. */
export const serveErrors = errorTable({
  BOOT_NO_ROOT: {
    message: (dir: string) => `The boot folder ${dir} does not exist or cannot be read.`,
    hint: () => 'name an existing folder with --root, or as boot.root in ops.yaml',
    exit: 'usage',
  },
  BOOT_PORT_TAKEN: {
    message: (service: string, address: string, port: number) => `${service} port ${port} on ${address} is in use by another program.`,
    hint: (_service: string, _address: string, port: number) => `ss -lntup 'sport = :${port}' shows the program; or choose another port`,
    exit: 'refused',
  },
  BOOT_PORT_PRIVILEGE: {
    message: (service: string, address: string, port: number) => `This user may not listen on ${service} port ${port} of ${address}.`,
    hint: () => 'run as root (--user NAME drops root after the ports are bound), or choose a port above 1023',
    exit: 'refused',
  },
  BOOT_ADDRESS: {
    message: (address: string) => `This machine has no address ${address} to listen on.`,
    hint: () => 'ip address',
    exit: 'usage',
  },
  BOOT_LISTEN: {
    message: (service: string, address: string, port: number, reason: string) =>
      `${service} cannot listen on ${address} port ${port}: ${reason}.`,
    exit: 'refused',
  },
  BOOT_NO_NETWORK: {
    message: () => 'This machine has no IPv4 address other than loopback.',
    hint: () => 'name the address of the boot server with --listen',
    exit: 'usage',
  },
  BOOT_NO_USER: {
    message: (user: string) => `This machine has no user ${user} (--user).`,
    hint: () => 'name an existing user with --user, e.g. nobody',
    exit: 'usage',
  },
  BOOT_CANNOT_DROP: {
    message: (user: string) => `Only root can switch to the user ${user} (--user).`,
    hint: () => 'start as root, or leave --user out',
    exit: 'refused',
  },
  BOOT_USER_AND_CHILD: {
    message: (user: string, child: string) => `--user ${user} cannot be combined with ${child}, which needs root for as long as it runs.`,
    hint: () => 'leave --user out, or run the DHCP or NFS server from a second ops boot serve',
    exit: 'usage',
  },
  BOOT_BAD_NETWORK: {
    message: (text: string) => `"${text}" is not a network in CIDR form.`,
    hint: () => 'write it as 10.0.0.0/24',
    exit: 'usage',
  },
})
