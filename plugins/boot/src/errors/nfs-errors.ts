import {errorTable} from '@ops/core/errors'

/** Errors of NFS servers and roots. */
export const nfsErrors = errorTable({
  BOOT_NO_GANESHA: {
    message: () => 'nfs-ganesha, the NFS server of --nfs ganesha, is not installed.',
    hint: () => 'apt-get install nfs-ganesha nfs-ganesha-vfs, or use --nfs nfsd or --nfs external',
    exit: 'refused',
  },
  BOOT_GANESHA: {
    message: (reason: string) => `nfs-ganesha did not start: ${reason}.`,
    hint: () => 'fix the reported cause (ss -lntup; rpcbind for NFSv3), or use --nfs nfsd or --nfs external',
    exit: 'refused',
  },
  BOOT_NO_EXPORTFS: {
    message: () => "exportfs, which configures the kernel's NFS server, is not installed.",
    hint: () => 'apt-get install nfs-kernel-server, or use --nfs ganesha',
    exit: 'refused',
  },
  BOOT_NO_NFSD: {
    message: () => "The kernel's NFS server is not running on this machine.",
    hint: () => 'systemctl start nfs-server, or use --nfs ganesha',
    exit: 'refused',
  },
  BOOT_EXPORTFS: {
    message: (reason: string) => `exportfs rejected the NFS exports: ${reason}.`,
    hint: () => 'fix the reported cause (see also /etc/exports), or use --nfs ganesha',
    exit: 'refused',
  },
  BOOT_NO_EXPORTS: {
    message: (server: string) => `No host boots with an NFS root on ${server}.`,
    hint: () => 'set boot.profiles.NAME.nfs.path, or leave --nfs out',
    exit: 'usage',
  },
  BOOT_NO_NFS_ROOT: {
    message: (path: string, hosts: string) => `The NFS root ${path} of ${hosts} is not a folder on this machine.`,
    hint: () => 'prepare it with ops boot rootfs',
    exit: 'refused',
  },
  BOOT_NFS_ROOT: {
    message: (host: string, root: string, step: string, reason: string) =>
      `The NFS root ${root} of ${host} failed the check "${step}": ${reason}.`,
    hint: (host: string) => `fix it, then run ops boot nfs-check ${host}`,
    exit: 'allFailed',
  },
  BOOT_NO_NFS_PROFILE: {
    message: (host: string, profile: string) => `The profile ${profile} of ${host} has no NFS root.`,
    hint: (_host: string, profile: string) => `set boot.profiles.${profile}.nfs`,
    exit: 'usage',
  },
})
