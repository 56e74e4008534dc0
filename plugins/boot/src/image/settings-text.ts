import type {BootHost, Profile} from '../inventory/schema.ts'
import type {ImageOptions} from '../inventory/image-schema.ts'

/** Renders /etc/ops-boot.conf: the settings of /init, which the kernel's command line overrides. */
export function settingsText(profile: Pick<Profile, 'nfs'>, image: ImageOptions, host?: {name: string; boot: BootHost}): string {
  const settings: Record<string, string | undefined> = {
    ip: image.ip ?? staticIp(profile, host),
    nfsroot: image.into === 'none' ? undefined : nfsRoot(profile, host),
    ram: image.ram,
    into: image.into ?? (profile.nfs === undefined ? 'none' : image.ram === undefined ? 'switch' : 'chroot'),
    run: image.run,
    console: image.console,
    beacon: image.beaconPort === undefined ? undefined : String(image.beaconPort),
    rescue: image.rescue,
  }
  return Object.entries(settings)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}='${quoted(value ?? '')}'\n`)
    .join('')
}

/** `nfsroot=[server:]path[,options]` of the kernel's nfsroot.rst; %h is the host's name, and %s its address. */
export function nfsRoot(profile: Pick<Profile, 'nfs'>, host?: {name: string; boot: BootHost}): string | undefined {
  const {nfs} = profile
  if (nfs === undefined) return undefined
  const path = (host?.boot.nfsPath ?? nfs.path).replaceAll('%h', host?.name ?? '%h')
  const options = [
    `vers=${nfs.version}`,
    ...(nfs.port === 2049 ? [] : [`port=${nfs.port}`]),
    ...(nfs.mountPort === undefined ? [] : [`mountport=${nfs.mountPort}`]),
    nfs.readOnly ? 'ro' : 'rw',
    ...(nfs.options === undefined ? [] : [nfs.options]),
  ]
  return `${nfs.server === undefined ? '' : `${nfs.server}:`}${path},${options.join(',')}`
}

/**
 * The kernel's `ip=client:server:gateway:mask:hostname` for a host with a fixed address. Without a named NFS server the
 * image uses DHCP, which names the boot server.
 */
function staticIp({nfs}: Pick<Profile, 'nfs'>, host?: {name: string; boot: BootHost}): string | undefined {
  const [address, prefix] = host?.boot.ip?.split('/') ?? []
  if (host === undefined || address === undefined || prefix === undefined || nfs?.server === undefined) return undefined
  return `${address}:${nfs.server}:${host.boot.gateway ?? ''}:${prefix}:${host.name}`
}

function quoted(value: string): string {
  return value.replaceAll("'", "'\\''")
}
