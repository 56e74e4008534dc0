import {extname} from 'node:path'
import {fileURLToPath} from 'node:url'
import {shellQuote} from '@ops/core/transport'
import type {AdbServerAddress} from '../adb/server-address.ts'

export interface SshTarget {
  server: AdbServerAddress
  serial: string
  port: number
  /** Holds the phone's host key, read over adb. */
  knownHosts: string
}

/** The name under which the host key is pinned; a serial may hold characters that known_hosts reads as patterns. */
export function hostKeyAlias(serial: string): string {
  return `ops-phone-${serial.replaceAll(/[^a-zA-Z0-9.-]/g, (char) => `_${char.codePointAt(0)?.toString(16)}_`)}`
}

/** Options that make ssh and sftp talk to this phone through adb and trust exactly the pinned host key. */
export function sshOptions({server, serial, port, knownHosts}: SshTarget): string[] {
  const main = fileURLToPath(new URL(`./proxy-main${extname(import.meta.url)}`, import.meta.url))
  // In hexadecimal: ssh parses quotes in the whole line before the shell does, and the two treat backslashes differently.
  const proxy = shellQuote([process.execPath, main, server.host, String(server.port), Buffer.from(serial).toString('hex'), String(port)])
  const options = {
    ProxyCommand: proxy.replaceAll('%', '%%'),
    HostKeyAlias: hostKeyAlias(serial),
    UserKnownHostsFile: quoteConfig(knownHosts),
    GlobalKnownHostsFile: '/dev/null',
    StrictHostKeyChecking: 'yes',
    UpdateHostKeys: 'no',
    HostKeyAlgorithms: 'ssh-ed25519',
    IdentitiesOnly: 'yes',
    ControlMaster: 'no',
    ControlPath: 'none',
  }
  // No configuration file: a Host * of the user's must not lead elsewhere.
  return ['-F', 'none', ...Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`])]
}

/** A path as ssh_config(5) reads it back: in double quotes, with backslash escapes, and with %-tokens that are expanded. */
export function quoteConfig(path: string): string {
  return `"${path.replaceAll('%', '%%').replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}
