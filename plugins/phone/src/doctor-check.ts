import {existsSync} from 'node:fs'
import {delimiter, join} from 'node:path'
import type {DoctorCheck, DoctorFinding} from '@ops/core/seams'

const programs: readonly [program: string, debian: string][] = [
  ['adb', 'adb'],
  ['ssh', 'openssh-client'],
  ['sftp', 'openssh-client'],
  ['ssh-keygen', 'openssh-client'],
]

/** The programs of this machine that phone commands start. */
export const phoneDoctorCheck: DoctorCheck = {
  name: 'phone',
  async run(): Promise<DoctorFinding[]> {
    const folders = (process.env['PATH'] ?? '').split(delimiter)
    return programs.map(([program, debian]) => {
      const place = folders.map((folder) => join(folder, program)).find((path) => existsSync(path))
      const base = {subject: `${program} on this machine`, feature: 'ops phone'}
      return place === undefined
        ? {...base, state: 'missing', message: `${program} is not installed.`, fix: `apt install ${debian}`}
        : {...base, state: 'ok', message: `${program} is ${place}.`}
    })
  },
}
