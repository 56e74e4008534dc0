import type {DoctorCheck, DoctorFinding} from '@ops/core/seams'

/** What the lab's hosts need on this machine. Without root a lab has plain hosts, which is reported and no fault. */
export const labCheck: DoctorCheck = {
  name: 'lab',
  async run(): Promise<DoctorFinding[]> {
    const [{missingForHosts}, {findHostRoot}] = await Promise.all([import('./machine/needs.ts'), import('./host/base-root.ts')])
    const missing = await missingForHosts()
    const programs = missing.filter((need) => need.package !== undefined).map(({what}) => what)
    const isBuilt = (await findHostRoot({})) !== undefined
    const there = {subject: 'lab hosts', feature: 'Debian hosts in the lab (ops lab up)'}
    if (programs.length > 0)
      return [
        {
          ...there,
          state: 'missing',
          message: `A lab has plain hosts only; Debian hosts also need ${programs.join(', ')} on this machine.`,
          fix: 'ops lab setup',
          optional: true,
        },
      ]
    const root = isBuilt ? 'their root file system is built' : 'the first ops lab up builds their root file system'
    const message =
      missing.length === 0
        ? `A lab can have Debian hosts; ${root}.`
        : `A lab of this user has plain hosts; Debian hosts need ${missing.map(({what}) => what).join(', ')}.`
    return [{...there, state: 'ok', message}]
  },
}
