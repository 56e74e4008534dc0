import type {Guard} from '@ops/core/seams'

/** The guards of this domain, each loaded when it is called. */
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
      name: 'dependants',
      order: 20,
      check: async (host, context) => (await import('./guards/dependants-guard.ts')).dependantsGuard.check(host, context),
    },
    {
      name: 'undeclared-work',
      order: 30,
      check: async (host, context) => (await import('./guards/undeclared/undeclared-guard.ts')).undeclaredGuard.check(host, context),
    },
  ]
}
