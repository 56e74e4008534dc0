import type {DoctorCheck, DoctorFinding, Registry} from '@ops/core/seams'

/** Outlets behind a command need that command on the machine that runs it; here only this machine is looked at. */
export function commandCheck(registry: Registry): DoctorCheck {
  return {
    name: 'power commands',
    async run({inventory}) {
      if (inventory === undefined) return []
      const [{readPowerMap}, {findProgram}] = await Promise.all([import('./supply/power-map.ts'), import('@ops/core/process')])
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
