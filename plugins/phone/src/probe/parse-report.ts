import {untrusted} from '@ops/core/untrusted'
import {parseOpensshVersion} from '../facts/openssh-version.ts'
import type {FileFact, PhoneFacts} from '../facts/phone-facts.ts'

/** Reads the report of the probe script; throws an Error with the reason when it is not whole. */
export function parseReport(text: string): PhoneFacts {
  const lines = text.split('\n')
  if (lines[0] !== 'ops-probe 1') throw new Error('its first line is not "ops-probe 1"')
  if (!lines.includes('ops-probe end')) throw new Error('it is cut short')
  const {pairs, files} = readPairs(lines)
  const all = (key: string) => pairs.filter((pair) => pair.key === key).map((pair) => pair.value)
  const one = (key: string) => all(key)[0] ?? ''
  const below = (prefix: string) =>
    pairs.filter(({key}) => key.startsWith(prefix)).map(({key, value}) => [key.slice(prefix.length), value] as const)
  const props = Object.fromEntries(below('prop.').map(([name, value]) => [name, untrusted(value)]))
  return {
    uid: Number(one('uid') || Number.NaN),
    props,
    sdk: Number(props['ro.build.version.sdk']?.raw || Number.NaN),
    arch: untrusted(one('arch')),
    selinux: untrusted(one('selinux')),
    epoch: Number(one('epoch') || Number.NaN),
    zone: one('zone'),
    sshd: all('program.sshd'),
    sshKeygen: all('program.ssh-keygen'),
    startSsh: all('program.start-ssh'),
    openssh: parseOpensshVersion(one('openssh')),
    opensshText: untrusted(/OpenSSH_\S+?(?=,|\s|$)/.exec(one('openssh'))?.[0] ?? ''),
    files,
    hostKeys: new Map(below('hostkey.').map(([path, key]) => [path, key.split(' ').slice(0, 2).join(' ')])),
    listening: all('listen').flatMap(parseSocket),
    processes: below('process.').map(([pid, command]) => ({pid: Number(pid), command: untrusted(command.trim())})),
    freeKib: Number(/(\d+)\s+\d+%/.exec(one('free'))?.[1] ?? Number.NaN),
    systemWritable: one('system') === 'writable',
    others: all('other'),
  }
}

function readPairs(lines: readonly string[]): {pairs: {key: string; value: string}[]; files: Map<string, FileFact>} {
  const pairs: {key: string; value: string}[] = []
  const files = new Map<string, FileFact>()
  let open: FileFact | undefined
  let body: string[] = []
  for (const line of lines) {
    if (line.startsWith('|')) {
      body.push(line.slice(1))
      continue
    }
    if (open !== undefined && body.length > 0) open.content = body.join('\n').replace(/\$$/, '')
    body = []
    const split = /^([a-z]+(?:\.[^=]*)?)=(.*)$/.exec(line)
    if (split === null) continue
    const [, key = '', value = ''] = split
    open = undefined
    if (key.startsWith('file.')) {
      open = readFile(value)
      files.set(key.slice('file.'.length), open)
    } else pairs.push({key, value})
  }
  return {pairs, files}
}

/** `%f %u %g` of stat: the whole mode in hexadecimal, so that its type does not depend on the language. */
function readFile(value: string): FileFact {
  const match = /^([\da-f]+) (\d+) (\d+)$/.exec(value)
  if (match === null) return {kind: value === 'hidden' ? 'hidden' : 'absent', mode: 0, uid: 0, gid: 0}
  const mode = Number.parseInt(match[1] ?? '', 16)
  // inode(7): S_IFMT and its values.
  const type = mode & 0o170000
  const kind = type === 0o100000 ? 'file' : type === 0o040000 ? 'folder' : 'other'
  return {kind, mode: mode & 0o7777, uid: Number(match[2]), gid: Number(match[3])}
}

/** proc(5): addresses are 32-bit words in host order, which is little-endian on every phone; the port is not. */
function parseSocket(text: string): {address: string; port: number}[] {
  const [hex = '', port = ''] = text.split(':')
  if (!/^([\dA-F]{8}|[\dA-F]{32})$/.test(hex)) return []
  const bytes = Buffer.from(hex, 'hex')
  bytes.swap32()
  const number = Number.parseInt(port, 16)
  if (bytes.length === 4) return [{address: bytes.join('.'), port: number}]
  const groups = Array.from({length: 8}, (_, at) => bytes.readUInt16BE(at * 2).toString(16))
  // The URL parser knows the short form (RFC 5952).
  return [{address: new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1), port: number}]
}
