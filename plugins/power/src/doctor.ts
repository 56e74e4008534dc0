import type {DoctorCheck, DoctorFinding, Registry} from '@ops/core/seams'

const timeoutMs = 15_000

/** The guards look into a host with its perl; without it every `power off` of that host is refused. */
export function surveyCheck(registry: Registry): DoctorCheck {
  return {
    name: 'power',
    async run({inventory, transports}, signal) {
      if (inventory === undefined || transports === undefined) return []
      const [{readPowerMap}, {default: pMap}] = await Promise.all([import('./supply/power-map.ts'), import('p-map')])
      const map = readPowerMap(inventory, registry)
      const hosts = [...inventory.hosts.values()].filter(({name, address}) => address !== undefined && map.of(name).length > 0)
      return pMap(hosts, async ({name}): Promise<DoctorFinding> => {
        const base = {subject: `perl on ${name}`, feature: `ops power off ${name}`}
        try {
          const {code} = await transports.to(name).exec(['perl', '-e', '1'], {timeoutMs, signal})
          if (code === 0) return {...base, state: 'ok', message: 'The guards can look into it.'}
          return {
            ...base,
            state: 'missing',
            message: `${name} has no perl, so nobody can tell what runs there.`,
            fix: `on ${name}: apt-get install perl-base`,
          }
        } catch (error) {
          signal.throwIfAborted()
          return {...base, state: 'unknown', message: (error as Error).message}
        }
      })
    },
  }
}
