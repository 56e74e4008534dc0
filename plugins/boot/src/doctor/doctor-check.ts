import type {ProgramNeed} from '@ops/core/doctor'
import type {DoctorCheck, DoctorFinding} from '@ops/core/seams'
import {bootTop} from '../inventory/section.ts'

/** Used where a profile has an NFS root. */
const nfsNeeds: readonly ProgramNeed[] = [
  {program: 'nfs-ls', packages: 'libnfs-utils', feature: 'ops boot nfs-check'},
  {program: 'rpcinfo', packages: 'rpcbind', feature: 'ops boot nfs-check'},
  {program: 'showmount', packages: 'nfs-common', feature: 'ops boot nfs-check'},
]

/** Used by flags and commands that no inventory asks for. */
const otherNeeds: readonly ProgramNeed[] = [
  {program: 'dnsmasq', packages: 'dnsmasq-base', feature: 'ops boot serve --dhcp'},
  {program: 'ganesha.nfsd', packages: 'nfs-ganesha nfs-ganesha-vfs', feature: 'ops boot serve --nfs ganesha'},
  {program: 'mmdebstrap', packages: 'mmdebstrap', feature: 'ops boot rootfs'},
  {program: 'qemu-system-ppc64', packages: 'qemu-system-ppc', feature: 'ops boot test, with SLOF'},
  {program: 'qemu-system-x86_64', packages: 'qemu-system-x86 ipxe-qemu', feature: 'ops boot test, with iPXE'},
  {program: 'qemu-system-aarch64', packages: 'qemu-system-arm u-boot-qemu', feature: 'ops boot test, with U-Boot'},
]

/** Checks the programs that boot commands run; skipped when the inventory has no boot section. */
export const bootDoctorCheck: DoctorCheck = {
  name: 'boot',
  async run({inventory}): Promise<DoctorFinding[]> {
    const top = inventory?.top(bootTop)
    if (inventory !== undefined && top === undefined) return []
    const {findPrograms} = await import('@ops/core/doctor')
    const hasNfs = Object.values(top?.profiles ?? {}).some(({nfs}) => nfs !== undefined)
    return findPrograms([
      ...nfsNeeds.map((need) => ({...need, optional: !hasNfs})),
      ...otherNeeds.map((need) => ({...need, optional: true})),
    ])
  },
}
