import type {DoctorCheck, DoctorFinding} from '../seams/doctor.ts'
import {findKeyFiles} from './key-files.ts'
import {findPrograms} from './programs.ts'

const ssh: DoctorCheck = {
  name: 'ssh',
  async run({inventory}) {
    const wanted =
      inventory === undefined || [...inventory.hosts.values()].some((host) => host.transport.kind === 'ssh' && host.address !== undefined)
    if (!wanted) return []
    const optional = inventory === undefined
    return findPrograms([{program: 'ssh', packages: 'openssh-client', feature: 'every command that acts on a machine', optional}])
  },
}

const keys: DoctorCheck = {
  name: 'ssh keys',
  async run({inventory}) {
    const hosts = [...(inventory?.hosts.values() ?? [])].filter(({transport}) => transport.kind === 'ssh')
    const feature = 'commands over ssh'
    return findKeyFiles(
      hosts.flatMap(({name, ssh: {identity}}) => (identity === undefined ? [] : [{name, file: identity, key: 'ssh: identity', feature}])),
    )
  },
}

const reach: DoctorCheck = {
  name: 'reach',
  async run({inventory, transports}, signal) {
    const hosts = [...(inventory?.hosts.values() ?? [])].filter((host) => host.address !== undefined || host.transport.kind !== 'ssh')
    return Promise.all(
      hosts.map(async ({name}): Promise<DoctorFinding> => {
        const base = {subject: name, host: name, feature: `evacuation and orderly shutdown of ${name}`}
        try {
          const {code, stderr} = (await transports?.to(name).exec(['true'], {signal, timeoutMs: 15_000})) ?? {code: null, stderr: ''}
          if (code === 0) return {...base, state: 'ok', message: 'Commands run on this host.'}
          return {
            ...base,
            state: 'broken',
            message: `The command "true" ended with exit code ${code} on this host: ${stderr.trim()}`,
          }
        } catch (error) {
          signal.throwIfAborted()
          const {message, hint} = error as Error & {hint?: string}
          return {...base, state: 'unknown', message, ...(hint === undefined ? {} : {fix: hint})}
        }
      }),
    )
  },
}

export const coreChecks: readonly DoctorCheck[] = [ssh, keys, reach]
