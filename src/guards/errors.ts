import {type OpsError, errorTable} from '../errors/index.ts'
import type {Finding} from '../seams/guard.ts'

export const errors = errorTable({
  GUARD_BLIND: {
    message: (guard: string, host: string, why: string) => `The guard ${guard} could not survey ${host}: ${why}`,
    hint: (_guard: string, host: string) => `make ${host} reachable, or add --force REASON if its work may be lost`,
    exit: 'refused',
    meaning: 'A guard protects running work and could not read what runs on the host. The act was refused; the machine was not cut.',
  },
  GUARD_PLUGIN_MISSING: {
    message: (host: string, plugin: string, why: OpsError) =>
      `The plugin ${plugin} may have a guard that protects the work of ${host}, and ops runs without it. ${why.message}`,
    hint: (_host: string, _plugin: string, {hint = 'ops doctor'}: OpsError) => hint,
    hintNote: 'repair or remove the plugin, as the hint says; or run ops doctor',
    exit: 'refused',
    meaning:
      'A plugin could not be loaded, so its guards were not asked. The act was refused; the machine was not cut. Commands that only read go on.',
  },
  GUARD_NOT_CLEARED: {
    message: (guard: string, host: string, left: readonly string[]) =>
      `${host} is not safe to cut: the guard ${guard} ran, and this is still to do: ${left.join('; ')}.`,
    hint: (_guard: string, host: string) => `ops evacuate status ${host}`,
    exit: 'refused',
    meaning:
      'The guard moved work away, and a second check still found some on the host. The machine was not cut; work that was moved runs at its new host.',
  },
})

/** An error of a guard's table as a finding about a host. */
export function toFinding(host: string, forcible: boolean, {code, message, hint}: OpsError): Finding {
  return {host, code, message, hint: hint ?? '', forcible}
}

/** `node1 runs work that would be lost: …` and how many more. */
export function refusalSentence(findings: readonly Finding[]): string {
  const [first, ...more] = findings
  const rest = more.length === 0 ? '' : ` (and ${more.length} more)`
  return `${first?.message ?? 'A guard refused.'}${rest}`
}
