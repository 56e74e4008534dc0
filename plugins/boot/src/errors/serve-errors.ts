import {errorTable} from '@ops/core/errors'

/** Errors of the boot server: folders, addresses, ports and rights. */
export const serveErrors = errorTable({
  BOOT_NO_ROOT: {
    message: (dir: string) => `The boot folder ${dir} does not exist or cannot be read.`,
    hint: () => 'name an existing folder with --root, or as boot.root in ops.yaml',
    exit: 'usage',
    meaning: 'At a start, the server is not started. After SIGHUP, the server keeps its previous inventory.',
  },
  BOOT_PORT_TAKEN: {
    message: (service: string, address: string, port: number) => `${service} port ${port} on ${address} is in use by another program.`,
    hint: (_service: string, _address: string, port: number) =>
      `run ss -lntup 'sport = :${port}' to see the program, or choose another port`,
    exit: 'refused',
    meaning: 'The server was not started. Often another TFTP, HTTP or NFS server runs as a service of this machine.',
  },
  BOOT_PORT_PRIVILEGE: {
    message: (service: string, address: string, port: number) => `This user may not listen on ${service} port ${port} of ${address}.`,
    hint: () => 'run as root (--user NAME drops root after the ports are bound), or choose a port above 1023',
    exit: 'refused',
    meaning: 'Ports below 1024 are reserved for root; TFTP uses port 69. The server was not started.',
  },
  BOOT_ADDRESS: {
    message: (address: string) => `This machine has no address ${address} to listen on.`,
    hint: () => 'ip address',
    exit: 'usage',
    meaning: 'The server was not started.',
  },
  BOOT_LISTEN: {
    message: (service: string, address: string, port: number, reason: string) =>
      `${service} cannot listen on ${address} port ${port}: ${reason}.`,
    hint: () => 'run ip address, and name another address with --listen or another port',
    exit: 'refused',
    meaning: 'The operating system refused the port for another reason than a taken port or missing rights. The server was not started.',
  },
  BOOT_NO_NETWORK: {
    message: () => 'This machine has no IPv4 address other than loopback.',
    hint: () => 'name the address of the boot server with --listen',
    exit: 'usage',
    meaning: 'Other machines cannot fetch from a loopback address. The server was not started, or no configuration was printed.',
  },
  BOOT_NO_USER: {
    message: (user: string) => `This machine has no user ${user} (--user).`,
    hint: () => 'name an existing user with --user, e.g. nobody',
    exit: 'usage',
    meaning: 'The ports were already bound. The server closed them and ended.',
  },
  BOOT_CANNOT_DROP: {
    message: (user: string) => `Only root can switch to the user ${user} (--user).`,
    hint: () => 'start as root, or leave --user out',
    exit: 'refused',
    meaning: 'The ports were already bound. The server closed them and ended.',
  },
  BOOT_USER_AND_CHILD: {
    message: (user: string, child: string) => `--user ${user} cannot be combined with ${child}, which needs root for as long as it runs.`,
    hint: () => 'leave --user out, or run the DHCP or NFS server from a second ops boot serve',
    exit: 'usage',
    meaning: 'dnsmasq, nfs-ganesha and exportfs need root to start and to stop. The server was not started.',
  },
  BOOT_BAD_NETWORK: {
    message: (text: string) => `"${text}" is not a network in CIDR form.`,
    hint: () => 'write it as 10.0.0.0/24',
    exit: 'usage',
    meaning: 'A network of --allow or boot.allow is an address and the number of its leading bits. The server was not started.',
  },
})
