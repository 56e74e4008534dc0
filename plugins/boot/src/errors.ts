import {errorTable} from '@ops/core/errors'

export const errors = errorTable({
  BOOT_NO_ROOT: {
    message: (dir: string) => `The boot folder ${dir} cannot be read.`,
    hint: () => 'name an existing folder with --root, or as boot.root in ops.yaml',
    exit: 'usage',
  },
  BOOT_PORT_TAKEN: {
    message: (what: string, address: string, port: number) => `${what} port ${port} on ${address} is in use by another program.`,
    hint: (_what: string, _address: string, port: number) => `find it with: ss -lntup 'sport = :${port}'; or choose another port`,
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
  BOOT_LISTEN: {
    message: (what: string, address: string, port: number, why: string) => `${what} cannot listen on ${address} port ${port}: ${why}.`,
    exit: 'refused',
  },
  BOOT_ALREADY_SERVED: {
    message: (socket: string) => `A boot server runs already; its control socket is ${socket}.`,
    hint: () => 'ops boot status, or give this one its own --control',
    exit: 'refused',
  },
  BOOT_CONTROL_PATH: {
    message: (path: string) => `${path} is not a socket, so it is left alone and cannot be the control socket.`,
    hint: () => 'name another path with --control',
    exit: 'usage',
  },
  BOOT_NOT_SERVED: {
    message: (socket: string) => `No boot server answers on ${socket}.`,
    hint: () => 'ops boot serve',
    exit: 'unreachable',
  },
  BOOT_CONTROL_LONG: {
    message: (path: string, most: number) => `The path of a control socket has at most ${most} bytes; ${path} is longer.`,
    hint: () => 'name a shorter one with --control, or as boot.control in ops.yaml',
    exit: 'usage',
  },
  BOOT_CONTROL_RIGHTS: {
    message: (socket: string) => `This user may not talk to the boot server on ${socket}.`,
    hint: () => 'the same command with sudo',
    exit: 'refused',
  },
  BOOT_NO_USER: {
    message: (user: string) => `This machine has no user ${user} to serve as.`,
    hint: () => 'name an existing one with --user, e.g. nobody',
    exit: 'usage',
  },
  BOOT_CANNOT_DROP: {
    message: (user: string) => `The rights of root cannot be given up for those of ${user}.`,
    hint: () => 'start as root, or leave --user out',
    exit: 'refused',
  },
  BOOT_USER_AND_CHILD: {
    message: (user: string, child: string) => `${child} needs root for as long as it is supervised, so this server cannot become ${user}.`,
    hint: () => 'leave --user out, or let a second ops boot serve, or your own service, run it',
    exit: 'usage',
  },
  BOOT_BAD_LISTEN: {
    message: (text: string) => `"${text}" is not an address with a port.`,
    hint: () => 'write e.g. 127.0.0.1:9100 or [::1]:9100',
    exit: 'usage',
  },
  BOOT_CONTROL: {
    message: (why: string) => `The boot server does not do that: ${why}.`,
    hint: () => 'ops boot status',
    exit: 'refused',
  },
  BOOT_CHECK_FAILED: {
    message: (host: string, file: string, why: string, wrong: number, all: number) =>
      `${wrong} of ${all} files of ${host} do not come as they should; ${file}: ${why}.`,
    hint: (_host: string, file: string) => `ops boot status, and look for ${file} in the folder that it names`,
    exit: 'allFailed',
  },
  BOOT_NO_NETWORK: {
    message: () => 'This machine has no IPv4 address that others could boot from.',
    hint: () => 'name one with --listen',
    exit: 'usage',
  },
  BOOT_SERVER_AFAR: {
    message: (host: string, ip: string, server: string) => `${host} (${ip}) does not reach the boot server ${server} without a gateway.`,
    hint: (host: string) => `name the server in its network with --server, or set hosts.${host}.boot.gateway`,
    exit: 'usage',
  },
  BOOT_DHCP_RANGE: {
    message: (range: string, networks: string) => `${range} is not a range of addresses in a network that is served (${networks}).`,
    hint: () => 'write it as --dhcp full --dhcp-range 10.0.0.100,10.0.0.200',
    exit: 'usage',
  },
  BOOT_RANGE_ALONE: {
    message: () => '--dhcp-range gives addresses only with --dhcp full.',
    hint: () => 'add --dhcp full, or leave --dhcp-range out',
    exit: 'usage',
  },
  BOOT_DNSMASQ: {
    message: (said: string) => `dnsmasq does not serve: ${said}.`,
    hint: () => 'mend what it names (ops inventory check, ss -lunp), then start again or send SIGHUP',
    exit: 'refused',
  },
  BOOT_NO_DNSMASQ: {
    message: () => 'dnsmasq is not on this machine, so it cannot answer DHCP.',
    hint: () => 'apt-get install dnsmasq-base, or ops boot dhcp-config kea for your own server',
    exit: 'refused',
  },
  BOOT_NO_GANESHA: {
    message: () => 'nfs-ganesha is not on this machine, so it cannot serve NFS roots.',
    hint: () => 'apt-get install nfs-ganesha nfs-ganesha-vfs, or --nfs nfsd, or --nfs external',
    exit: 'refused',
  },
  BOOT_GANESHA: {
    message: (said: string) => `nfs-ganesha does not serve: ${said}.`,
    hint: () => 'mend what it names (ss -lntup; rpcbind for NFSv3), or --nfs nfsd, or --nfs external',
    exit: 'refused',
  },
  BOOT_NO_EXPORTFS: {
    message: () => "exportfs is not on this machine, so the kernel's NFS server cannot be told what to export.",
    hint: () => 'apt-get install nfs-kernel-server, or --nfs ganesha',
    exit: 'refused',
  },
  BOOT_NO_NFSD: {
    message: () => "The kernel's NFS server does not run on this machine.",
    hint: () => 'systemctl start nfs-server, or --nfs ganesha',
    exit: 'refused',
  },
  BOOT_EXPORTFS: {
    message: (said: string) => `exportfs did not take the NFS roots: ${said}.`,
    hint: () => 'mend what it names, /etc/exports for one, or --nfs ganesha',
    exit: 'refused',
  },
  BOOT_NO_EXPORTS: {
    message: (server: string) => `No host boots with an NFS root on ${server}.`,
    hint: () => 'set boot.profiles.NAME.nfs.path, or leave --nfs out',
    exit: 'usage',
  },
  BOOT_NO_NFS_ROOT: {
    message: (path: string, hosts: string) => `${path}, the NFS root of ${hosts}, is not a folder of this machine.`,
    hint: () => 'ops boot rootfs prepares one',
    exit: 'refused',
  },
  BOOT_NFS_ROOT: {
    message: (host: string, root: string, rung: string, why: string) => `The NFS root ${root} of ${host} fails at ${rung}: ${why}.`,
    hint: (host: string) => `mend that, then ops boot nfs-check ${host}`,
    exit: 'allFailed',
  },
  BOOT_NO_STATIC_IP: {
    message: (host: string) => `${host} has no address of its own to boot with.`,
    hint: (host: string) => `set hosts.${host}.boot.ip, e.g. 10.0.0.5/24`,
    exit: 'usage',
  },
  BOOT_NAME_TOO_LONG: {
    message: (host: string, name: string, most: number) =>
      `The firmware of ${host} takes file names of at most ${most} characters; ${name} has ${name.length}.`,
    hint: () => 'give the file a shorter name, or a link with one',
    exit: 'refused',
  },
  BOOT_NO_FIRMWARE_ARGS: {
    message: (host: string, firmware: string) => `The firmware of ${host} (${firmware}) has no command that boots without DHCP.`,
    hint: () => 'ops boot dhcp-config dnsmasq',
    exit: 'refused',
  },
  BOOT_NO_NFS_PROFILE: {
    message: (host: string, profile: string) => `The profile ${profile} of ${host} names no NFS root.`,
    hint: (_host: string, profile: string) => `set boot.profiles.${profile}.nfs`,
    exit: 'usage',
  },
  BOOT_BAD_NETWORK: {
    message: (text: string) => `"${text}" is not a network.`,
    hint: () => 'write it as 10.0.0.0/24',
    exit: 'usage',
  },
  BOOT_BAD_URL: {
    message: (text: string) => `${text} is not a TFTP address of a file in octet mode.`,
    hint: () => 'write it as tftp://10.0.0.1/pxe/kernel',
    exit: 'usage',
  },
  // Rows of images, start and test boots stand below this line.
  BOOT_SERVER_REFUSED: {
    message: (why: string) => `The boot server refused: ${why}.`,
    hint: () => 'ops inventory check, then send SIGHUP to ops boot serve if the inventory has changed',
    exit: 'refused',
  },
  BOOT_HOST_NO_PROFILE: {
    message: (host: string) => `${host} has no boot profile in the inventory.`,
    hint: (host: string) => `add boot: {mac: …, profile: …} to ${host}`,
    exit: 'usage',
  },
  BOOT_ALREADY_ON: {
    message: (host: string) => `${host} is on already; it would have to be off to boot.`,
    hint: (host: string) => `ops power off ${host}, then ops boot start ${host}`,
    exit: 'refused',
  },
  BOOT_NO_POWER: {
    message: (host: string) => `Nothing here can switch ${host} on: the power plugin is not installed.`,
    hint: () => 'install @ops/plugin-power',
    exit: 'refused',
  },
  BOOT_ROOT_ABSENT: {
    message: (folder: string) => `There is no NFS root ${folder} to look at.`,
    hint: () => 'build one with --suite trixie, or name another with --folder',
    exit: 'usage',
  },
  BOOT_NO_DNF: {
    message: () => 'A Fedora root cannot be built: dnf is not on this machine.',
    hint: () => 'sudo apt-get install -y dnf',
    exit: 'refused',
  },
  BOOT_DNF: {
    message: (release: string, why: string) => `dnf did not build the Fedora ${release} root: ${why}. Nothing of it is left.`,
    hint: () => 'see whether --repo names a folder that has repodata/ and these packages for this board',
    exit: 'allFailed',
  },
  BOOT_NO_FEDORA_ARCH: {
    message: (arch: string) => `Fedora has no packages for ${arch}.`,
    hint: () => 'set arch of the host or profile as uname -m tells it, e.g. ppc64',
    exit: 'usage',
  },
  BOOT_FEDORA_INPUT: {
    message: () => 'A Fedora root needs --repo, the URL of a package repository, and --include, what to install from it.',
    hint: () => 'add e.g. --repo URL/releases/12/Everything/ppc64/os --include bash --include openssh-server',
    exit: 'usage',
  },
  BOOT_REPO_DEBIAN: {
    message: () => '--repo names a package repository of Fedora; Debian roots come from where apt of this machine has them.',
    hint: () => 'add --distribution fedora, or leave --repo out',
    exit: 'usage',
  },
  BOOT_ROOT_PRIVILEGE: {
    message: (folder: string) => `The files of ${folder} belong to users of the new root, so only root can make them.`,
    hint: () => 'the same command with sudo',
    exit: 'refused',
  },
  BOOT_ROOT_NOT_EMPTY: {
    message: (folder: string) => `${folder} is not empty, so no root is built over it.`,
    hint: () => 'leave --suite out to check what is there, or name another with --folder',
    exit: 'refused',
  },
  BOOT_NO_NFS: {
    message: (profile: string) => `The profile ${profile} has no NFS root.`,
    hint: (profile: string) => `set boot.profiles.${profile}.nfs, or use --folder`,
    exit: 'usage',
  },
  BOOT_ROOT_PER_HOST: {
    message: (profile: string, path: string) => `${path} of the profile ${profile} is one root per host.`,
    hint: () => 'name a host instead of the profile, or use --folder',
    exit: 'usage',
  },
  BOOT_TEST_FIRMWARE: {
    message: (profile: string, firmware: string) => `QEMU has no firmware here for ${profile} (${firmware}), so its boot cannot be tried.`,
    hint: () => 'test boots know slof, pxcab, ipxe, pxe and u-boot',
    exit: 'usage',
  },
  BOOT_TEST_STAGE: {
    message: (stage: string, stages: readonly string[]) => `This boot has no stage ${stage}; it has ${stages.join(', ')}.`,
    exit: 'usage',
  },
  BOOT_TEST_STOPPED: {
    message: (profile: string, stage: string, why: string) => `The test boot of ${profile} stopped at ${stage}: ${why}.`,
    hint: (profile: string) => `ops boot test ${profile} --console`,
    exit: 'allFailed',
  },
  BOOT_LAB_PROCESS: {
    message: (what: string, why: string, last: string) => `The ${what} did not start: ${why}${last === '' ? '' : ` (${last})`}.`,
    hint: () => 'ops doctor, then ops lab up again',
    exit: 'internal',
  },
  BOOT_LAB_PRIVILEGE: {
    message: (_packages: readonly string[]) => 'The netboot bench needs root: it makes a bridge and tap devices.',
    hint: (packages: readonly string[]) => `as root: apt-get install -y ${packages.join(' ')}, then ops lab up --with pxcab`,
    exit: 'refused',
  },
  BOOT_LAB_NO_PLUG: {
    message: () => 'Nothing here can simulate a plug, so the netboot bench could not be switched on.',
    hint: () => 'install @ops/plugin-power',
    exit: 'refused',
  },
  BOOT_WOULD_NOT: {
    message: (host: string, why: string) => `${host} would not boot: ${why}`,
    hint: (host: string) => `ops boot image ${host}, or mend the profile; then ops boot preflight ${host}`,
    exit: 'refused',
  },
  BOOT_STOPPED: {
    message: (host: string, stage: string, why: string) => `${host} did not boot, it stopped at ${stage}: ${why}.`,
    hint: (host: string) => `ops boot preflight ${host}; ops boot explain ${host}`,
    exit: 'allFailed',
  },
  BOOT_TARGET_UNKNOWN: {
    message: (name: string, profiles: string[]) =>
      `There is no host with a boot section and no profile called ${name}; the profiles are ${profiles.join(', ') || 'none'}.`,
    hint: () => 'ops inventory show',
    exit: 'usage',
  },
  BOOT_NO_IMAGE: {
    message: (profile: string) => `The profile ${profile} has no image section, so there is nothing to build.`,
    hint: (profile: string) => `add boot.profiles.${profile}.image, e.g. {package: linux-image-powerpc64le}`,
    exit: 'usage',
  },
  BOOT_NO_ARCH: {
    message: (profile: string) => `Nothing says for which architecture ${profile} is.`,
    hint: (profile: string) => `set boot.profiles.${profile}.arch, e.g. ppc64le (or arch of the host)`,
    exit: 'usage',
  },
  BOOT_ROOT_UNSET: {
    message: (profile: string) => `Nothing says in which folder the files of ${profile} are.`,
    hint: () => 'set boot.root in ops.yaml, or use --root',
    exit: 'usage',
  },
  BOOT_IMAGE_NO_KERNEL: {
    message: (profile: string) => `The profile ${profile} names no kernel to build an image of.`,
    hint: (profile: string) => `set boot.profiles.${profile}.image.package (a Debian kernel) or image.kernel and image.modulesFrom`,
    exit: 'usage',
  },
  BOOT_IMAGE_NO_NAME: {
    message: (profile: string, role: string) => `The profile ${profile} does not say under which name its ${role} is served.`,
    hint: (profile: string) => `set boot.profiles.${profile}.kernel and .initrd (or .bootfile for a one-file image)`,
    exit: 'usage',
  },
  BOOT_FILE_UNREADABLE: {
    message: (path: string, why: string) => `${path} cannot be used: ${why}.`,
    exit: 'usage',
  },
  BOOT_FILE_UNWRITABLE: {
    message: (path: string, why: string) => `${path} cannot be written: ${why}. What was there before is untouched.`,
    hint: () => 'make room or get the right to write there (df, ls -ld), or name another folder',
    exit: 'refused',
  },
  BOOT_WRONG_ARCH: {
    message: (path: string, arch: string) => `${path} is not a program for ${arch}.`,
    hint: (_path: string, arch: string) => `name a static busybox for ${arch} as image.busybox in the profile`,
    exit: 'refused',
  },
  BOOT_MODULE_MISSING: {
    message: (names: string, version: string) => `The kernel ${version} has no module ${names}, and it is not built in either.`,
    hint: () => 'name the modules of this kernel in image.drivers and image.modules, or build it with them',
    exit: 'refused',
  },
  BOOT_NO_DEBIAN_ARCH: {
    message: (arch: string, name: string) => `Debian has no packages for ${arch}, so ${name} cannot be fetched.`,
    hint: () => 'name image.kernel, image.modulesFrom and image.busybox in the profile',
    exit: 'usage',
  },
  BOOT_PACKAGE: {
    message: (name: string, arch: string, why: string) => `The package ${name} for ${arch} could not be fetched: ${why}`,
    hint: () => 'see whether apt-get update works on this machine, then try again',
    exit: 'internal',
  },
  BOOT_TOOL_MISSING: {
    message: (tool: string, what: string, _next: string) => `${tool} is not on this machine; it is needed for ${what}.`,
    hint: (_tool: string, _what: string, next: string) => next,
    exit: 'refused',
  },
})
