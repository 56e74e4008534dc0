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
