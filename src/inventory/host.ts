import type {SourceSpot} from '../yaml/index.ts'
import type {Host, SshOptions, Workload} from './inventory.ts'
import type {HostValue} from './schema.ts'

/** A checked host entry as the rest of ops sees it. Ten thousand hosts of one range share everything but their name. */
export function makeHost(name: string, value: HostValue, spot: SourceSpot): Host {
  const host: {-readonly [K in keyof Host]: Host[K]} = {
    name,
    tags: value.tags,
    depends: value.depends,
    ssh: value.ssh as SshOptions,
    transport: value.transport,
    workloads: value.workloads.length === 0 ? none : value.workloads.map((workload) => makeWorkload(workload, name)),
    ignore: value.ignore,
    spot,
    section: <T>(section: {name: string}) => (value as unknown as Record<string, unknown>)[section.name] as T | undefined,
  }
  if (value.address !== undefined) host.address = value.address
  if (value.arch !== undefined) host.arch = value.arch
  return host
}

const none: readonly Workload[] = []

function makeWorkload({name, kind, ...config}: HostValue['workloads'][number], host: string): Workload {
  return {name, kind, host, config}
}
