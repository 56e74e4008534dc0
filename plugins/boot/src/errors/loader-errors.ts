import {errorTable} from '@ops/core/errors'

/** Errors of `ops boot loaders`. */
export const loaderErrors = errorTable({
  BOOT_LOADERS_MANIFEST: {
    message: (path: string) => `${path} is not a manifest of boot loaders.`,
    hint: (path: string) => `remove ${path}, then run ops boot loaders`,
    exit: 'refused',
    meaning:
      'The manifest names the installed loaders with their versions and hashes. It was changed by another program. No file was written.',
  },
  BOOT_LOADER_NOT_IN_PACKAGE: {
    message: (path: string, name: string) => `The package ${name} has no file ${path}.`,
    hint: () => 'copy the loader to the loaders folder yourself, and leave its architecture out with --arch',
    exit: 'refused',
    meaning: 'ops knows the paths of Debian 12 and 13. Another distribution may have other paths. No loader was written.',
  },
  BOOT_LOADERS_ROOT: {
    message: () => 'The folder for the loaders is not set.',
    hint: () => 'set boot.root in ops.yaml, or use --root',
    exit: 'usage',
    meaning: 'The loaders are written to the folder loaders below the folder that ops boot serve serves. Nothing was fetched.',
  },
})
