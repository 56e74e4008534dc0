import type {DoctorCheck, DoctorFinding, Registry} from '@ops/core/seams'

const timeoutMs = 15_000

/** The guards look into a host with its perl; without it every `power off` of that host is refused. */
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

/** Outlets behind a command need that command on the machine that runs it; here only this machine is looked at. */
export function commandCheck(registry: Registry): DoctorCheck {
  return {
    name: 'power commands',
    async run({inventory}) {
      if (inventory === undefined) return []
      const [{readPowerMap}, {findProgram}] = await Promise.all([import('../outlets/power-map.ts'), import('@ops/core/process')])
      const supplies = readPowerMap(inventory, registry).supplies.filter(
        ({config}) => config.driver === 'exec' && config['via'] === undefined,
      )
      const programs = new Map<string, string[]>()
      for (const {config, feeds} of supplies) {
        for (const key of ['on', 'off', 'status']) {
          const [program = ''] = config[key] as string[]
          programs.set(program, [...new Set([...(programs.get(program) ?? []), ...feeds])])
        }
      }
      return [...programs].map(([program, hosts]) => look(program, hosts, findProgram(program) !== undefined))
    },
  }
}

function look(program: string, hosts: readonly string[], isThere: boolean): DoctorFinding {
  const base = {subject: `${program} on this machine`, feature: `ops power of ${hosts.join(', ')}`}
  if (isThere) return {...base, state: 'ok', message: `It is there; the power of ${hosts.join(', ')} needs it.`}
  return {
    ...base,
    state: 'missing',
    message: `There is no ${program}, and the power of ${hosts.join(', ')} needs it.`,
    fix: 'install it, or correct "power:" in the inventory',
  }
}
