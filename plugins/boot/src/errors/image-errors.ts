import {errorTable} from '@ops/core/errors'

/** Errors of building images, and of the files and packages that they are made of. */
export const imageErrors = errorTable({
  BOOT_NO_IMAGE: {
    message: (profile: string) => `The profile ${profile} has no image section.`,
    hint: (profile: string) => `add boot.profiles.${profile}.image, e.g. {package: linux-image-powerpc64le}`,
    exit: 'usage',
    meaning: 'The image section says from which kernel and drivers an image is built. Nothing was built.',
  },
  BOOT_ROOT_UNSET: {
    message: (profile: string) => `The folder for the files of the profile ${profile} is not set.`,
    hint: () => 'set boot.root in ops.yaml, or use --root',
    exit: 'usage',
    meaning: 'The image is written below the folder that ops boot serve serves. Nothing was built.',
  },
  BOOT_IMAGE_NO_KERNEL: {
    message: (profile: string) => `The image of the profile ${profile} names no kernel.`,
    hint: (profile: string) => `set boot.profiles.${profile}.image.package (a Debian kernel) or image.kernel and image.modulesFrom`,
    exit: 'usage',
    meaning: 'The profile names neither a kernel file nor a package that contains one. Nothing was written.',
  },
  BOOT_IMAGE_NO_NAME: {
    message: (profile: string, role: string) => `The profile ${profile} does not set the file name of its ${role}.`,
    hint: (profile: string) => `set boot.profiles.${profile}.kernel and .initrd (or .bootfile for a one-file image)`,
    exit: 'usage',
    meaning: 'The profile must say under which name the file is served. The file was not written, or the test boot was not started.',
  },
  BOOT_FILE_UNREADABLE: {
    message: (path: string, reason: string) => `${path} cannot be used: ${reason}.`,
    hint: () => 'correct the path in the image section of the profile, or name another file',
    exit: 'usage',
    meaning: 'The file is missing, unreadable or not of the expected format. No image was written.',
  },
  BOOT_FILE_UNWRITABLE: {
    message: (path: string, reason: string) => `${path} cannot be written: ${reason}. Its previous content is unchanged.`,
    hint: () => 'check free space and permissions (df, ls -ld), or name another folder',
    exit: 'refused',
    meaning:
      'A file that already existed keeps its content: a new file is written beside it and renamed. A root that could not be copied completely is removed.',
  },
  BOOT_WRONG_ARCH: {
    message: (path: string, arch: string) => `${path} is not a program for ${arch}.`,
    hint: (_path: string, arch: string) => `name a static busybox for ${arch} as image.busybox in the profile`,
    exit: 'refused',
    meaning: 'The busybox of an image must run on the board. No image was written.',
  },
  BOOT_MODULE_MISSING: {
    message: (names: string, version: string) => `The kernel ${version} has neither a module nor built-in support for ${names}.`,
    hint: () => 'name modules of this kernel in image.drivers and image.modules, or build the kernel with them',
    exit: 'refused',
    meaning: 'The image would boot without these drivers. No image was written.',
  },
  BOOT_NO_DEBIAN_ARCH: {
    message: (arch: string, name: string) => `Debian has no packages for the architecture ${arch}, so ${name} cannot be fetched.`,
    hint: () => 'name image.kernel, image.modulesFrom and image.busybox in the profile',
    exit: 'usage',
    meaning: 'Without a Debian package, the files must be named in the profile. Nothing was written.',
  },
  BOOT_PACKAGE: {
    message: (name: string, arch: string, reason: string) => `The package ${name} for ${arch} could not be fetched: ${reason}.`,
    hint: () => 'check that apt-get update works on this machine, then try again',
    exit: 'internal',
    meaning:
      'apt-get could not download the package, or dpkg could not unpack it. Nothing was installed on this machine and no image was written.',
  },
  BOOT_TOOL_MISSING: {
    message: (tool: string, purpose: string, _next: string) => `${tool}, which is needed for ${purpose}, is not installed.`,
    hint: (_tool: string, _purpose: string, next: string) => next,
    hintNote: 'install the tool with the command of the hint (apt-get on Debian)',
    exit: 'refused',
    meaning: 'The command ended before it changed anything.',
  },
})
