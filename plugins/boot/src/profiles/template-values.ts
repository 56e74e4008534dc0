import {basename} from 'node:path'
import {formatHostPort} from '@ops/core/net'
import {ipHex, netmask} from '../net/ipv4.ts'
import type {BootMachine} from './boot-machine.ts'
import {firstFile} from './first-file.ts'
import {renderTemplate, type TemplateValues} from './render-template.ts'

/** Values known to the running server only. */
export interface ServedFrom {
  /** Address of the boot server as the machine uses it. */
  server: string
  /** Port of HTTP boot; undefined when it is off. */
  httpPort?: number | undefined
  /** Current address of the machine; overrides the inventory's. */
  ip?: string | undefined
}

/** All values of templates for one machine (listed in docs/boot.md). */
export function templateValues(machine: BootMachine, from: ServedFrom): TemplateValues {
  const {host, boot, profile, profileName, arch} = machine
  const ip = from.ip ?? machine.ip ?? ''
  const nfs = profile.nfs
  const values: Record<string, string> = {
    host: host.name,
    profile: profileName,
    mac: boot.mac,
    'mac-dashed': boot.mac.replaceAll(':', '-'),
    'mac-bare': boot.mac.replaceAll(':', ''),
    uuid: boot.uuid ?? '',
    arch: arch ?? '',
    ip,
    'ip-hex': ipHex(ip),
    prefix: boot.ip?.split('/')[1] ?? '',
    netmask: netmask(boot.ip?.split('/')[1]),
    gateway: boot.gateway ?? '',
    server: from.server,
    http: from.httpPort === undefined ? '' : `http://${formatHostPort(from.server, from.httpPort)}`,
    kernel: profile.kernel ?? '',
    initrd: profile.initrd ?? '',
    'initrd-base': profile.initrd === undefined ? '' : basename(profile.initrd),
    bootfile: firstFile(profile),
    console: profile.console ?? '',
    'nfs-server': nfs === undefined ? '' : (nfs.server ?? from.server),
    'nfs-path': nfs === undefined ? '' : (boot.nfsPath ?? nfs.path).replaceAll('%h', host.name),
    'nfs-version': nfs === undefined ? '' : String(nfs.version),
    'nfs-port': nfs === undefined ? '' : String(nfs.port),
    'nfs-options': nfs?.options ?? '',
    ...profile.vars,
    ...boot.vars,
  }
  const consoleArgument = values['console'] === '' ? '' : `console=${values['console']}`
  values['cmdline'] = [consoleArgument, renderTemplate(profile.cmdline, values), renderTemplate(boot.cmdline, values)]
    // YAML may fold it over several lines.
    .map((part) => part.trim().replaceAll(/\s*\n\s*/g, ' '))
    .filter((part) => part !== '')
    .join(' ')
  return values
}
