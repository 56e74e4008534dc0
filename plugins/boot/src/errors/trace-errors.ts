import {errorTable} from '@ops/core/errors'

/** Errors of preflight, of boots that are started or followed, and of test boots. */
export const traceErrors = errorTable({
  BOOT_WOULD_NOT: {
    message: (host: string, reason: string) => `${host} cannot boot: ${reason}`,
    hint: (host: string) => `build the files with ops boot image ${host}, or fix the profile; then run ops boot preflight ${host}`,
    exit: 'refused',
  },
  BOOT_ALREADY_ON: {
    message: (host: string) => `${host} is already on; only a host that is off can be booted.`,
    hint: (host: string) => `ops power off ${host}, then ops boot start ${host}`,
    exit: 'refused',
  },
  BOOT_NO_POWER: {
    message: (host: string) => `${host} cannot be switched on: the power plugin is not installed.`,
    hint: () => 'install @ops/plugin-power',
    exit: 'refused',
  },
  BOOT_STOPPED: {
    message: (host: string, stage: string, reason: string) => `The boot of ${host} stopped at the stage ${stage}: ${reason}.`,
    hint: (host: string) => `ops boot preflight ${host}; ops boot explain ${host}`,
    exit: 'allFailed',
  },
  BOOT_TEST_FIRMWARE: {
    message: (profile: string, firmware: string) => `No QEMU firmware is available for the profile ${profile} (${firmware}).`,
    hint: () => 'test boots support slof, pxcab, ipxe, pxe and u-boot',
    exit: 'usage',
  },
  BOOT_TEST_STAGE: {
    message: (stage: string, stages: readonly string[]) => `Unknown stage ${stage}. Stages of this boot: ${stages.join(', ')}.`,
    exit: 'usage',
  },
  BOOT_TEST_STOPPED: {
    message: (profile: string, stage: string, reason: string) => `The test boot of ${profile} stopped at the stage ${stage}: ${reason}.`,
    hint: (profile: string) => `ops boot test ${profile} --console`,
    exit: 'allFailed',
  },
})
