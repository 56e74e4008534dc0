import {errorTable} from '../errors/index.ts'

export const rootfsErrors = errorTable({
  ROOTFS_TOOL_MISSING: {
    message: (suite: string) => `The Debian ${suite} root cannot be built: mmdebstrap is not on this machine.`,
    hint: () => 'sudo apt-get install -y mmdebstrap',
    exit: 'refused',
  },
  ROOTFS_NOT_BUILT: {
    message: (suite: string, words: string) => `mmdebstrap did not build the Debian ${suite} root: ${words}`,
    hint: () => 'see whether apt-get update works on this machine, then try again',
    exit: 'internal',
  },
})
