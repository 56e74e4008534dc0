import type {ProgramNeed} from '@ops/core/doctor'
import type {DoctorCheck, DoctorFinding} from '@ops/core/seams'
import {phonesSection} from './inventory/section.ts'

const feature = 'ops phone'
const needs: readonly ProgramNeed[] = [
  {program: 'adb', packages: 'adb', feature},
  {program: 'ssh', packages: 'openssh-client', feature},
  {program: 'sftp', packages: 'openssh-client', feature},
  {program: 'ssh-keygen', packages: 'openssh-client', feature},
]

/** The programs of this machine that phone commands start, where an inventory has phones or where there is none yet. */
export const phoneDoctorCheck: DoctorCheck = {
  name: 'phone',
  async run({inventory}): Promise<DoctorFinding[]> {
    if (inventory !== undefined && inventory.top(phonesSection) === undefined) return []
    const {lookForPrograms} = await import('@ops/core/doctor')
    return lookForPrograms(needs)
  },
}
