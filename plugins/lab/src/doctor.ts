import type {DoctorCheck, DoctorFinding} from '@ops/core/seams'

/** What the lab's hosts need on this machine. Without root a lab has plain hosts, which is reported and no fault. */
export const labCheck: DoctorCheck = {
  name: 'lab',
  async run(): Promise<DoctorFinding[]> {
    const [{missingForHosts}, {cachedRootfs, rootfsCacheDir}, {hostRoot}] = await Promise.all([
      import('./machine/needs.ts'),
      import('@ops/core/rootfs'),
      import('./host/base-root.ts'),
    ])
    const missing = await missingForHosts()
    const programs = missing.filter((need) => need.package !== undefined).map(({what}) => what)
    const isBuilt = (await cachedRootfs(hostRoot, rootfsCacheDir(process.env))) !== undefined
    const there = {subject: 'lab hosts', feature: 'Debian hosts in the lab (ops lab up)'}
    if (programs.length > 0)
      return [
        {
          ...there,
          state: 'missing',
          message: `${programs.join(', ')} is missing on this machine, so a lab has plain hosts only.`,
          fix: 'ops lab setup',
          optional: true,
        },
      ]
    const who =
      missing.length === 0
        ? 'can be made'
        : `can be made by root (missing here: ${missing.map(({what}) => what).join(', ')}, so plain hosts)`
    return [{...there, state: 'ok', message: `Debian hosts ${who}; their root is ${isBuilt ? 'built' : 'built by the first ops lab up'}.`}]
  },
}
