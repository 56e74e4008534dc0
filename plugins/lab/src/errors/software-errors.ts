import {errorTable} from '@ops/core/errors'

/** Errors of what lab hosts are made with: --criu and --include. */
export const softwareErrors = errorTable({
  LAB_NOT_PACKAGES: {
    message: (names: readonly string[]) => `Not names of Debian packages: ${names.map((name) => JSON.stringify(name)).join(', ')}.`,
    hint: () => 'write each package as --include NAME; apt-cache search WORD finds names',
    exit: 'usage',
    meaning: 'A name given with --include has characters that no Debian package has. Nothing was changed.',
  },
  LAB_SOFTWARE_PLAIN: {
    message: () => "Plain hosts run this machine's own programs, so --criu and --include need Debian hosts.",
    hint: () => 'as root: ops lab setup --yes',
    exit: 'refused',
    meaning: 'The lab would have plain hosts, which have no root file system of their own. Nothing was changed.',
  },
  LAB_OTHER_SOFTWARE: {
    message: (dir: string) => `The lab in ${dir} is up, and its hosts were not made with the software that this command names.`,
    hint: () => 'run ops lab down, then repeat the command; or name another folder with --dir',
    exit: 'refused',
    meaning: 'The root file system of hosts cannot be replaced while they run. Nothing was changed.',
  },
  LAB_CRIU_OLD: {
    message: (version: string, least: string, root: string) =>
      `Debian sid has criu ${version}, and ${least} or newer was asked for. Root: ${root}.`,
    hint: (_version: string, _least: string, root: string) => `rm -r ${root}, then repeat the command when the mirror has a newer criu`,
    exit: 'internal',
    meaning: 'The package mirror has an old copy of Debian sid. The root file system was built, and no host was made.',
  },
})
