import type {Guard} from '@ops/core/seams'

/**
 * The guards of this domain, each loaded when it is called, in their order: what no reason overrides, what the inventory protects, what
 * depends on the machine, who works on it, what runs on it.
 */
export function powerGuards(): Guard[] {
  return [
    {
      name: 'self-cut',
      order: 0,
      async check(host, context) {
        const [{selfCutGuard}, {thisMachine}] = await Promise.all([
          import('./guards/self-cut/self-cut-guard.ts'),
          import('./guards/self-cut/this-machine.ts'),
        ])
        return selfCutGuard(thisMachine).check(host, context)
      },
    },
    {
      name: 'protect',
      order: 2,
      check: async (host, context) => (await import('./guards/protect-guard.ts')).protectGuard.check(host, context),
    },
    {
      name: 'dependants',
      order: 4,
      check: async (host, context) => (await import('./guards/dependants-guard.ts')).dependantsGuard.check(host, context),
    },
    {
      name: 'maintenance',
      order: 8,
      check: async (host, context) => (await import('./guards/maintenance-guard.ts')).maintenanceGuard.check(host, context),
    },
    {
      name: 'undeclared-work',
      order: 30,
      check: async (host, context) => (await import('./guards/undeclared/undeclared-guard.ts')).undeclaredGuard.check(host, context),
    },
  ]
}
