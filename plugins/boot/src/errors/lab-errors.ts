import {errorTable} from '@ops/core/errors'

/** Errors of the netboot bench of `ops lab up --with pxcab`. */
export const labErrors = errorTable({
  BOOT_LAB_PRIVILEGE: {
    message: (_packages: readonly string[]) => 'The netboot bench needs root to create a bridge and tap devices.',
    hint: (packages: readonly string[]) => `sudo apt-get install -y ${packages.join(' ')} && sudo ops lab up --with pxcab`,
    exit: 'refused',
    meaning: 'The netboot bench was not started, and no bridge was created.',
  },
  BOOT_LAB_NO_PLUG: {
    message: () => 'No installed plugin can simulate a power plug for the netboot bench.',
    hint: () => 'install @ops/plugin-power',
    exit: 'refused',
    meaning: 'The machines of the bench are switched by simulated plugs, which a plugin must provide. The bench was not started.',
  },
})
