import type {Host} from '@ops/core/inventory'
import type {DoctorCheck, DoctorFinding, Registry} from '@ops/core/seams'

const timeoutMs = 15_000

/** The guards survey a host with its perl; without perl every `power off` of that host is refused. */
export function surveyCheck(registry: Registry): DoctorCheck {
  return {
    name: 'power',
    async run({inventory, transports}, signal) {
      if (inventory === undefined || transports === undefined) return []
      const {readPowerMap} = await import('../outlets/power-map.ts')
      const map = readPowerMap(inventory, registry)
      const hosts = [...inventory.hosts.values()].filter(({name, address}) => address !== undefined && map.of(name).length > 0)
      const check = async ({name}: Host): Promise<DoctorFinding> => {
        const base = {subject: `perl on ${name}`, host: name, feature: `ops power off ${name}`}
        try {
          const {code} = await transports.to(name).exec(['perl', '-e', '1'], {timeoutMs, signal})
          if (code === 0) return {...base, state: 'ok', message: `perl runs on ${name} (used to list its processes).`}
          return {
            ...base,
            state: 'missing',
            message: `${name} has no perl, so its processes cannot be listed.`,
            fix: `run apt-get install perl-base on ${name}`,
          }
        } catch (error) {
          signal.throwIfAborted()
          return {...base, state: 'unknown', message: (error as Error).message}
        }
      }
      return Promise.all(hosts.map(check))
    },
  }
}

/** What drivers need on this machine: programs that they start, files and environment variables that hold passwords. */
export function needsCheck(registry: Registry): DoctorCheck {
  return {
    name: 'power commands',
    async run({inventory}) {
      if (inventory === undefined) return []
      const [{readPowerMap}, {findNeeds}] = await Promise.all([import('../outlets/power-map.ts'), import('./find-needs.ts')])
      return findNeeds(readPowerMap(inventory, registry).supplies)
    },
  }
}
