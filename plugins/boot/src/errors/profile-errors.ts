import {errorTable} from '@ops/core/errors'

/** Errors of the inventory's boot sections. */
export const profileErrors = errorTable({
  BOOT_HOST_NO_PROFILE: {
    message: (host: string) => `${host} has no boot profile in the inventory.`,
    hint: (host: string) => `add boot: {mac: …, profile: …} to ${host}`,
    exit: 'usage',
    meaning: 'Only hosts with a boot section and an existing profile can be booted, served or checked. Nothing was done for this host.',
  },
  BOOT_TARGET_UNKNOWN: {
    message: (name: string, profiles: string[]) =>
      `${name} is neither a host with a boot section nor a profile. Known profiles: ${profiles.join(', ') || 'none'}.`,
    hint: () => 'ops inventory list',
    exit: 'usage',
    meaning: 'The argument must be the name of a host that has boot: in ops.yaml, or of a profile in boot.profiles. Nothing was done.',
  },
  BOOT_NO_ARCH: {
    message: (profile: string) => `The architecture of the profile ${profile} is not set.`,
    hint: (profile: string) => `set boot.profiles.${profile}.arch, e.g. ppc64le (or arch of the host)`,
    exit: 'usage',
    meaning: 'Kernel, busybox and root must fit the processor of the board, so ops does not guess it. Nothing was built or checked.',
  },
})
