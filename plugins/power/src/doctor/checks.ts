import type {DoctorCheck, DoctorFinding, Registry} from '@ops/core/seams'

const timeoutMs = 15_000

/** The guards survey a host with its perl; without perl every `power off` of that host is refused. */
export function surveyCheck(registry: Registry): DoctorCheck {
  return {
    name: 'power',
    async run({inventory, transports}, signal) {
      if (inventory === undefined || transports === undefined) return []
      const [{readPowerMap}, {default: pMap}] = await Promise.all([import('../outlets/power-map.ts'), import('p-map')])
      const map = readPowerMap(inventory, registry)
      const hosts = [...inventory.hosts.values()].filter(({name, address}) => address !== undefined && map.of(name).length > 0)
      return pMap(hosts, async ({name}): Promise<DoctorFinding> => {
        const base = {subject: `perl on ${name}`, feature: `ops power off ${name}`}
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
      })
    },
  }
}

/** Drivers that start programs on this machine need these programs. */
export function programCheck(registry: Registry): DoctorCheck {
  return {
    name: 'power commands',
    async run({inventory}) {
      if (inventory === undefined) return []
      const [{readPowerMap}, {findProgram}] = await Promise.all([import('../outlets/power-map.ts'), import('@ops/core/process')])
      const hosts = new Map<string, Set<string>>()
      for (const {driver, settings, feeds} of readPowerMap(inventory, registry).supplies) {
        for (const program of driver.dependencies?.(settings).programs ?? [])
          hosts.set(program, new Set([...(hosts.get(program) ?? []), ...feeds]))
      }
      return [...hosts].map(([program, names]) => toFinding(program, [...names].join(', '), findProgram(program) !== undefined))
    },
  }
}

function toFinding(program: string, hosts: string, isInstalled: boolean): DoctorFinding {
  const base = {subject: `${program} on this machine`, feature: `ops power of ${hosts}`}
  if (isInstalled) return {...base, state: 'ok', message: `${program} is installed (used to switch ${hosts}).`}
  return {
    ...base,
    state: 'missing',
    message: `${program} is not installed (used to switch ${hosts}).`,
    fix: `install ${program}, or correct "power:" of ${hosts} in the inventory`,
  }
}
