import {escapeText} from '@ops/core/untrusted'
import {formatHostPort} from '@ops/core/net'
import {bootClients, type ClientName, clientNames} from '../loaders/boot-clients.ts'
import type {DhcpMachine} from './dhcp-plan.ts'

/**
 * Tags by what a client says of itself: `as-CLIENT` for the architecture of option 93, and `as-CLIENT-ipxe` when it is iPXE
 * (user class of option 77, or its own option 175).
 */
export function clientTags(): string[] {
  const lines = ['dhcp-userclass=set:ipxe,iPXE', 'dhcp-match=set:ipxe,175']
  for (const client of clientNames) {
    for (const code of bootClients[client].codes) lines.push(`dhcp-match=set:${client},option:client-arch,${code}`)
    lines.push(`tag-if=set:as-${client},tag:${client},tag:!ipxe`, `tag-if=set:as-${client}-ipxe,tag:${client},tag:ipxe`)
    // UEFI takes an answer for HTTP only if it carries the same class (UEFI 2.10, section 24.7.3.1).
    if (bootClients[client].http) lines.push(`dhcp-option-force=tag:as-${client},option:vendor-class,HTTPClient`)
  }
  return lines
}

/**
 * The lines that name the boot file of one machine, in every place that some firmware reads: siaddr and file of the header, and
 * options 66 and 67. dnsmasq uses the last line whose tags fit, so the lines for fewer clients follow those for more.
 */
export function bootFileLines(machine: DhcpMachine, tag: string, mode: 'proxy' | 'full', httpPort: number | undefined): string[] {
  const {files, network} = machine
  // An option of fewer tags would be sent to clients that get no file.
  const without = files.clients.filter(({client, file}) => urlOf(client, file) === '').map(({client}) => `!as-${client}`)
  const lines = [`dhcp-option=tag:${tag},option:tftp-server,${network.server}`, ...namedFile([tag], files.other, without)]
  if (files.ipxe !== files.other) lines.push(...namedFile([tag, 'ipxe'], files.ipxe))
  for (const {client, file, ipxe} of files.clients) {
    lines.push(...namedFile([tag, `as-${client}`], urlOf(client, file)))
    if (ipxe !== files.ipxe) lines.push(...namedFile([tag, `as-${client}-ipxe`], ipxe))
  }
  return mode === 'proxy' ? [...lines, ...menuLines()] : lines

  function namedFile(tags: readonly string[], file: string, more: readonly string[] = []): string[] {
    const condition = tags.map((one) => `tag:${one}`).join(',')
    const narrow = [condition, ...more.map((one) => `tag:${one}`)].join(',')
    const boot = `dhcp-boot=${condition},${quoted(file)},,${network.server}`
    return file === '' ? [boot] : [boot, `dhcp-option=${narrow},option:bootfile-name,${quoted(file)}`]
  }

  function urlOf(client: ClientName, file: string): string {
    if (!bootClients[client].http || file === '' || /^https?:/i.test(file)) return file
    return httpPort === undefined ? '' : encodeURI(`http://${formatHostPort(network.server, httpPort)}/${file.replace(/^\//, '')}`)
  }

  /**
   * PXE clients of a proxy need a boot menu, even with a single entry. iPXE and HTTP clients do not: without an entry dnsmasq
   * names their file in its first answer, and with one only on port 4011, which they do not ask.
   */
  function menuLines(): string[] {
    const entry = (tags: readonly string[], code: number, file: string) =>
      file === ''
        ? []
        : [`pxe-service=${[...tags.map((one) => `tag:${one}`), code, quoted(menuText(machine)), quoted(file)].join(',')},${network.server}`]
    if (machine.firmware === 'raspberry-pi') return entry([tag], 0, files.other)
    return files.clients
      .filter(({client}) => !bootClients[client].http)
      .flatMap(({client, file}) => bootClients[client].codes.flatMap((code) => entry([tag, `as-${client}`], code, file)))
  }
}

/** The text of the boot menu; a Raspberry Pi starts only what it knows by this name (bootcode of 2016 and later). */
function menuText({name, firmware}: DhcpMachine): string {
  return firmware === 'raspberry-pi' ? 'Raspberry Pi Boot' : escapeText(name)
}

/** Quoted for dnsmasq: inside quotes only `\\` and `"` are special (read_file in its option.c). */
function quoted(text: string): string {
  return /^[\w./-]*$/.test(text) ? text : `"${text.replaceAll(/["\\]/g, '\\$&')}"`
}
