import type {ProgramNeed} from '@ops/core/doctor'
import type {DoctorCheck, DoctorFinding, Registry} from '@ops/core/seams'
import {chargerGuard} from './guard/charger-guard.ts'
import {phonesSection} from './inventory/section.ts'
import {phoneLabPart} from './lab/lab-part.ts'

/** What this plugin adds to the seams of the core. Kept light: the work is imported when it is asked for. */
export function register(registry: Registry): void {
  registry.inventorySections.add('phones', phonesSection)
  registry.guards.add('phone-charger', chargerGuard())
  registry.doctorChecks.add('phone', phoneDoctorCheck)
  registry.labParts.add('phone', phoneLabPart)
}

const feature = 'ops phone'
const needs: readonly ProgramNeed[] = [
  {program: 'adb', packages: 'adb', feature},
  {program: 'ssh', packages: 'openssh-client', feature},
  {program: 'sftp', packages: 'openssh-client', feature},
  {program: 'ssh-keygen', packages: 'openssh-client', feature},
]

/** The programs of this machine that phone commands start, and the key files of the phones, where an inventory has phones or where there is none yet. */
const phoneDoctorCheck: DoctorCheck = {
  name: 'phone',
  async run({inventory}): Promise<DoctorFinding[]> {
    const phones = inventory?.top(phonesSection)
    if (inventory !== undefined && phones === undefined) return []
    const {findKeyFiles, findPrograms} = await import('@ops/core/doctor')
    const keys = Object.entries(phones ?? {}).flatMap(([name, {key = []}]) =>
      key.map((file) => ({name, file, key: 'key', feature: 'ops phone sshd'})),
    )
    return [...findPrograms(needs.map((need) => ({...need, optional: inventory === undefined}))), ...(await findKeyFiles(keys))]
  },
}
