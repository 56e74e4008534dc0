import {readFile} from 'node:fs/promises'
import {foldHosts} from '@ops/core/hostset'
import {findProgram} from '@ops/core/process'
import type {DoctorFinding} from '@ops/core/seams'
import type {Supply} from '../outlets/power-map.ts'

type Kind = 'programs' | 'files' | 'variables'

const findFault: Record<Kind, (name: string, env: NodeJS.ProcessEnv) => Promise<string | undefined>> = {
  programs: async (name) => (findProgram(name) === undefined ? 'is not installed' : undefined),
  variables: async (name, env) => (env[name] ? undefined : 'is not set'),
  async files(name) {
    try {
      const text = await readFile(name, 'utf8')
      return /^[^\r\n]/.test(text) ? undefined : 'has an empty first line'
    } catch (error) {
      const {code, message} = error as NodeJS.ErrnoException
      return code === 'ENOENT' ? 'does not exist' : `cannot be read: ${message}`
    }
  },
}

const cures: Record<Kind, (name: string) => string> = {
  programs: (name) => `install ${name}`,
  files: (name) => `write the password into the first line of ${name}`,
  variables: (name) => `set the environment variable ${name}`,
}

/** A finding for each program, file and environment variable of this machine that a driver needs. */
export async function findNeeds(
  supplies: readonly Pick<Supply, 'driver' | 'settings' | 'feeds'>[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<DoctorFinding[]> {
  const needs = new Map<string, {kind: Kind; name: string; hosts: Set<string>}>()
  for (const {driver, settings, feeds} of supplies) {
    const wanted = driver.dependencies?.(settings) ?? {}
    for (const kind of ['programs', 'files', 'variables'] as const) {
      for (const name of wanted[kind] ?? []) {
        const key = `${kind} ${name}`
        const {hosts} = needs.get(key) ?? {hosts: []}
        needs.set(key, {kind, name, hosts: new Set([...hosts, ...feeds])})
      }
    }
  }
  return Promise.all([...needs.values()].map(async ({kind, name, hosts}) => toFinding(kind, name, foldHosts([...hosts]), env)))
}

async function toFinding(kind: Kind, name: string, hosts: string, env: NodeJS.ProcessEnv): Promise<DoctorFinding> {
  const thing = kind === 'variables' ? `$${name}` : name
  const base = {subject: `${thing} on this machine`, feature: `ops power of ${hosts}`}
  const fault = await findFault[kind](name, env)
  if (fault === undefined) return {...base, state: 'ok', message: `${thing} is ${found[kind]} (used to switch ${hosts}).`}
  return {
    ...base,
    state: 'missing',
    message: `${thing} ${fault} (used to switch ${hosts}).`,
    fix: `${cures[kind](name)}, or correct "power:" of ${hosts} in the inventory`,
  }
}

const found: Record<Kind, string> = {programs: 'installed', files: 'readable', variables: 'set'}
