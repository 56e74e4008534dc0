import {errorTable} from '@ops/core/errors'

/** Errors of building and checking root file systems. */
export const rootfsErrors = errorTable({
  BOOT_ROOT_ABSENT: {
    message: (folder: string) => `The NFS root ${folder} does not exist.`,
    hint: () => 'build one with --suite trixie, or name another folder with --folder',
    exit: 'usage',
    meaning: 'Without --suite the command checks an existing root. Nothing was created.',
  },
  BOOT_NO_DNF: {
    message: () => 'dnf, which builds Fedora roots, is not installed.',
    hint: () => 'sudo apt-get install -y dnf',
    exit: 'refused',
    meaning: 'Nothing was downloaded or created.',
  },
  BOOT_DNF: {
    message: (release: string, reason: string) => `dnf did not build the Fedora ${release} root: ${reason}. The partial root was removed.`,
    hint: () => 'check that --repo names a folder with repodata/ and that it has these packages for this architecture',
    exit: 'allFailed',
    meaning: 'The packages are installed in a folder beside the root, which is renamed at the end. The folder of the root was not created.',
  },
  BOOT_NO_FEDORA_ARCH: {
    message: (arch: string) => `Fedora has no packages for the architecture ${arch}.`,
    hint: () => 'set arch of the host or profile to the output of uname -m, e.g. ppc64',
    exit: 'usage',
    meaning: 'Nothing was downloaded or created.',
  },
  BOOT_FEDORA_INPUT: {
    message: () => 'A Fedora root needs --repo (URL of a package repository) and --include (packages to install).',
    hint: () => 'add e.g. --repo URL/releases/12/Everything/ppc64/os --include bash --include openssh-server',
    exit: 'usage',
    meaning: 'Fedora releases for old boards are in archives, so there is no default repository. Nothing was downloaded or created.',
  },
  BOOT_REPO_DEBIAN: {
    message: () => "--repo applies to Fedora roots only; Debian roots use this machine's apt sources.",
    hint: () => 'add --distribution fedora, or leave --repo out',
    exit: 'usage',
    meaning: 'Nothing was downloaded or created.',
  },
  BOOT_ROOT_PRIVILEGE: {
    message: (folder: string) => `Only root can create ${folder}, because its files belong to several users.`,
    hint: () => 'run the command with sudo',
    exit: 'refused',
    meaning: 'The owners of the files matter on the booted machine. Nothing was downloaded or created.',
  },
  BOOT_ROOT_NOT_EMPTY: {
    message: (folder: string) => `The folder ${folder} is not empty; a root is only built in an empty folder.`,
    hint: () => 'leave --suite out to check the existing root, or name another folder with --folder',
    exit: 'refused',
    meaning: 'The files in the folder were not changed.',
  },
  BOOT_NO_NFS: {
    message: (profile: string) => `The profile ${profile} has no NFS root.`,
    hint: (profile: string) => `set boot.profiles.${profile}.nfs, or use --folder`,
    exit: 'usage',
    meaning: 'The folder of the root is nfs.path of the profile, or --folder. Nothing was built or checked.',
  },
  BOOT_ROOT_UNFIT: {
    meaning:
      'The root was checked or built, and a part that the boot needs is missing or wrong. The root was left as it is, so that the part can be corrected.',
    message: (folder: string, subjects: string) => `The NFS root ${folder} cannot boot the board: ${subjects}.`,
    hint: () => 'correct the parts that are marked BAD, or build another root with --suite and --folder',
    exit: 'refused',
  },
  BOOT_ROOT_PER_HOST: {
    message: (profile: string, path: string) => `The NFS root ${path} of the profile ${profile} differs per host (%h).`,
    hint: () => 'name a host instead of the profile, or use --folder',
    exit: 'usage',
    meaning: '%h in the path stands for the name of the host, so the profile alone names no folder. Nothing was built or checked.',
  },
})
