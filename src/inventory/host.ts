import type {SourceSpot} from '../yaml/index.ts'
import type {Host, SshOptions, Workload} from './inventory.ts'
import type {HostValue} from './schema.ts'

/** A checked host entry as the rest of ops sees it. */
export function makeHost(name: string, value: HostValue, spot: SourceSpot): Host {
  const sections = value as unknown as Record<string, unknown>
  return {
    name,
    ...(value.address === undefined ? {} : {address: value.address}),
    tags: value.tags,
    ...(value.arch === undefined ? {} : {arch: value.arch}),
    depends: value.depends,
    ssh: value.ssh as SshOptions,
    transport: value.transport,
    workloads: value.workloads.map(({name: workload, kind, ...config}): Workload => ({name: workload, kind, host: name, config})),
    ignore: value.ignore,
    spot,
    section: <T>(section: {name: string}) => sections[section.name] as T | undefined,
  }
}

/** Replaces `%h` by the host's name in every text below a value: one entry can describe `build[1-99]`. */
export function substituteHost(value: unknown, host: string): unknown {
  if (typeof value === 'string') return value.replaceAll('%h', host)
  if (Array.isArray(value)) return value.map((one) => substituteHost(one, host))
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, substituteHost(one, host)]))
  }
  return value
}
