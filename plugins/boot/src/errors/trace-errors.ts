import {errorTable} from '@ops/core/errors'

/** Errors of preflight, of boots that are started or followed, and of test boots. */
export const traceErrors = errorTable({
  BOOT_WOULD_NOT: {
    message: (host: string, reason: string) => `${host} cannot boot: ${reason}`,
    hint: (host: string) => `build the files with ops boot image ${host}, or fix the profile; then run ops boot preflight ${host}`,
    exit: 'refused',
    meaning:
      'At least one check of the boot files failed, and the boot would stop there. ops boot preflight only reads: nothing was changed and no power was switched.',
  },
  BOOT_ALREADY_ON: {
    message: (host: string) => `${host} is already on; only a host that is off can be booted.`,
    hint: (host: string) => `ops power off ${host} && ops boot start ${host}`,
    exit: 'refused',
    meaning: 'ops boot start does not cut the power of a running machine. Nothing was armed or switched.',
  },
  BOOT_NO_POWER: {
    message: (host: string) => `${host} cannot be switched on: the power plugin is not installed.`,
    hint: () => 'install @ops/plugin-power',
    exit: 'refused',
    meaning: 'No plugin of this installation controls power. Nothing was armed or switched.',
  },
  BOOT_STOPPED: {
    message: (host: string, stage: string, reason: string) => `The boot of ${host} stopped at the stage ${stage}: ${reason}.`,
    hint: (host: string) => `run ops boot preflight ${host} to check its files, and ops boot explain ${host} to see which files it gets`,
    exit: 'allFailed',
    meaning:
      'A stage failed, or the host did not reach its last stage in time. ops does not switch its power off; a lease for this boot is withdrawn.',
  },
  BOOT_TEST_FIRMWARE: {
    message: (profile: string, firmware: string) => `No QEMU firmware is available for the profile ${profile} (${firmware}).`,
    hint: () => 'choose a profile whose firmware is slof, pxcab, ipxe, pxe, edk2 or u-boot, or name the firmware with --firmware',
    exit: 'usage',
    meaning: 'QEMU needs firmware of the same kind as the board. No virtual machine was started.',
  },
  BOOT_TEST_NETWORK: {
    message: (reason: string) => `The network for the test boot was not made: ${reason}.`,
    hint: () => 'run apt-get install iproute2 util-linux, then run ops boot test as root; or add --simulate',
    exit: 'refused',
    meaning:
      'A test boot with the real boot server needs a network namespace and a tap device. No virtual machine was started. --simulate needs neither, but then DHCP is not tested.',
  },
  BOOT_TEST_NEEDS_ROOT: {
    message: (firmware: string) => `A test boot with ${firmware} firmware needs root.`,
    hint: () => 'run ops boot test as root',
    exit: 'refused',
    meaning:
      'This firmware chooses its loader by the answer of the DHCP server. The network that works without root has no such server. No virtual machine was started.',
  },
  BOOT_TEST_STAGE: {
    message: (stage: string, stages: readonly string[]) => `Unknown stage ${stage}. Stages of this boot: ${stages.join(', ')}.`,
    hint: () => 'name one of these stages with --until',
    exit: 'usage',
    meaning: 'A profile without an image or an NFS root has fewer stages. No virtual machine was started.',
  },
  BOOT_TEST_STOPPED: {
    message: (profile: string, stage: string, reason: string) => `The test boot of ${profile} stopped at the stage ${stage}: ${reason}.`,
    hint: (profile: string) => `ops boot test ${profile} --console`,
    exit: 'allFailed',
    meaning: 'The virtual machine did not reach the last stage and was ended. No real machine was touched.',
  },
})
