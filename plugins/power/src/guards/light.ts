import type {Guard} from '@ops/core/seams'

/** The guards of this domain, each loaded when it is asked. */
export function powerGuards(): Guard[] {
  return [
    {
      name: 'self-cut',
      order: 0,
      async check(host, context) {
        const [{selfCutGuard}, {thisMachine}] = await Promise.all([import('./self/self-cut-guard.ts'), import('./self/this-machine.ts')])
        return selfCutGuard(thisMachine).check(host, context)
      },
    },
    {
      name: 'dependants',
      order: 20,
      check: async (host, context) => (await import('./dependants-guard.ts')).dependantsGuard.check(host, context),
    },
    {
      name: 'undeclared-work',
      order: 30,
      check: async (host, context) => (await import('./undeclared/undeclared-guard.ts')).undeclaredGuard.check(host, context),
    },
  ]
}
