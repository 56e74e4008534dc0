import {errorTable} from '@ops/core/errors'

/** Errors of NFS servers and roots. */
export const nfsErrors = errorTable({
  BOOT_NO_GANESHA: {
    message: () => 'nfs-ganesha, the NFS server of --nfs ganesha, is not installed.',
    hint: () => 'run apt-get install nfs-ganesha nfs-ganesha-vfs, or use --nfs nfsd or --nfs external',
    exit: 'refused',
    meaning: 'The boot server was not started.',
  },
  BOOT_GANESHA: {
    message: (reason: string) => `nfs-ganesha did not start: ${reason}.`,
    hint: () => 'fix the reported cause (ss -lntup; rpcbind for NFSv3), or use --nfs nfsd or --nfs external',
    exit: 'refused',
    meaning: 'nfs-ganesha ended or printed an error while it started. The boot server ends too.',
  },
  BOOT_NO_EXPORTFS: {
    message: () => "exportfs, which configures the kernel's NFS server, is not installed.",
    hint: () => 'run apt-get install nfs-kernel-server, or use --nfs ganesha',
    exit: 'refused',
    meaning: 'The boot server was not started, and the exports of this machine were not changed.',
  },
  BOOT_NO_NFSD: {
    message: () => "The kernel's NFS server is not running on this machine.",
    hint: () => 'run systemctl start nfs-server, or use --nfs ganesha',
    exit: 'refused',
    meaning: 'exportfs has no effect without a running server. The boot server was not started.',
  },
  BOOT_EXPORTFS: {
    message: (reason: string) => `exportfs rejected the NFS exports: ${reason}.`,
    hint: () => 'fix the reported cause (see also /etc/exports), or use --nfs ganesha',
    exit: 'refused',
    meaning: 'The exports of ops were removed again (/etc/exports.d/ops-boot.exports). The boot server ends.',
  },
  BOOT_NO_EXPORTS: {
    message: (server: string) => `No host boots with an NFS root on ${server}.`,
    hint: () => 'set boot.profiles.NAME.nfs.path, or leave --nfs out',
    exit: 'usage',
    meaning: 'The NFS server would have nothing to export. The boot server was not started.',
  },
  BOOT_NO_NFS_ROOT: {
    message: (path: string, hosts: readonly string[]) => `The NFS root ${path} of ${hosts.join(', ')} is not a folder on this machine.`,
    hint: (_path: string, [host = '']: readonly string[]) =>
      `run ops boot rootfs ${host} --suite NAME, where NAME is a release such as trixie`,
    exit: 'refused',
    meaning: 'A machine that boots with this root would stop at the stage nfs. The boot server was not started.',
  },
  BOOT_NFS_ROOT: {
    message: (host: string, root: string, step: string, reason: string) =>
      `The NFS root ${root} of ${host} failed the check "${step}": ${reason}.`,
    hint: (host: string) => `fix it, then run ops boot nfs-check ${host}`,
    exit: 'allFailed',
    meaning: 'The checks run in order from the TCP port to the shell of the root; this is the first that failed. Nothing was mounted.',
  },
  BOOT_NO_NFS_PROFILE: {
    message: (host: string, profile: string) => `The profile ${profile} of ${host} has no NFS root.`,
    hint: (_host: string, profile: string) => `set boot.profiles.${profile}.nfs`,
    exit: 'usage',
    meaning: 'The host boots without an NFS root, so there is nothing to check.',
  },
})
