import {execFile} from 'node:child_process'
import process from 'node:process'
import {cachedRootfs, rootfsCacheDir} from '../../src/rootfs/index.ts'
import {hostRoot} from '../../plugins/lab/src/host/base-root.ts'

/** A program that lab tests start. */
export interface Part {
  program: string
  /** Debian package that has it. */
  debian: string
  /** Arguments that make it print its version, or at least a message, and end. */
  args: readonly string[]
}

export interface PartState extends Part {
  /** The first version number that it printed. */
  version?: string
  /** Why tests cannot use it, as a clause. */
  problem?: string
}

/** The programs by Debian package; for those that have no option for their version, an option that is wrong. */
const byPackage: Record<string, Record<string, string>> = {
  adb: {adb: 'version'},
  apt: {'apt-get': '--version'},
  atftp: {atftp: '--version'},
  'busybox-static': {busybox: ''},
  'createrepo-c': {createrepo_c: '--version'},
  curl: {curl: '--version'},
  dnf: {dnf: '--version'},
  'dnsmasq-base': {dnsmasq: '--version'},
  dpkg: {dpkg: '--version'},
  git: {git: '--version'},
  e2fsprogs: {mke2fs: '-V'},
  haproxy: {haproxy: '-v'},
  iproute2: {ip: '-V'},
  'isc-dhcp-client': {dhclient: '--version'},
  'isc-dhcp-relay': {dhcrelay: '--version'},
  'isc-dhcp-server': {dhcpd: '--version'},
  'kea-dhcp4-server': {'kea-dhcp4': '-v'},
  'libc-bin': {ldd: '--version'},
  'libnfs-utils': {'nfs-ls': ''},
  mmdebstrap: {mmdebstrap: '--version'},
  mount: {mount: '--version', umount: '--version'},
  'nfs-common': {showmount: '--version'},
  'nfs-ganesha': {'ganesha.nfsd': '-v'},
  'nfs-kernel-server': {exportfs: '-?', 'rpc.mountd': '--version', 'rpc.nfsd': '--help'},
  'nginx-light': {nginx: '-v'},
  'openssh-client': {sftp: '-?', ssh: '-V', 'ssh-keygen': '-?'},
  openssl: {openssl: 'version'},
  perl: {perl: '-v'},
  python3: {python3: '--version'},
  'qemu-system-arm': {'qemu-system-aarch64': '--version'},
  'qemu-system-ppc': {'qemu-system-ppc64': '--version'},
  'qemu-system-x86': {'qemu-system-x86_64': '--version'},
  rpcbind: {rpcbind: '-?', rpcinfo: '-?'},
  'qemu-utils': {'qemu-img': '--version'},
  rpm: {rpmbuild: '--version'},
  rsync: {rsync: '--version'},
  socat: {socat: '-V'},
  systemd: {'systemd-analyze': '--version', 'systemd-socket-activate': '--version'},
  tcc: {tcc: '-v'},
  'tftp-hpa': {tftp: '-V'},
  'tftpd-hpa': {'in.tftpd': '-V'},
  'util-linux': {nsenter: '--version', setpriv: '--version', unshare: '--version'},
  'xz-utils': {xz: '--version'},
}

export const parts: readonly Part[] = Object.entries(byPackage).flatMap(([debian, programs]) =>
  Object.entries(programs).map(([program, arg]) => ({program, debian, args: arg === '' ? [] : [arg]})),
)

/** Programs of the lab's hosts, in their root file system. */
const inHosts: Record<string, string> = {criu: '--version', runc: '--version', rsync: '--version', sshd: '-V', nft: '--version'}

/** Starts every program of the path, several at a time. A user's PATH lacks the folders of system programs. */
export async function checkParts(path = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`): Promise<PartState[]> {
  const waiting = parts.map((part) => async () => ({...part, ...(await start(part.debian, path, [part.program, ...part.args]))}))
  waiting.push(...(await hostParts(path)))
  const states: PartState[] = []
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) states.push(await next())
  }
  await Promise.all([work(), work(), work(), work()])
  return states.sort((a, b) => a.program.localeCompare(b.program))
}

/** Nothing where the hosts' root is not built yet: the first lab builds it. */
async function hostParts(path: string): Promise<(() => Promise<PartState>)[]> {
  const root = process.getuid?.() === 0 ? await cachedRootfs(hostRoot, rootfsCacheDir(process.env)) : undefined
  if (root === undefined) return []
  return Object.entries(inHosts).map(([name, arg]) => async () => {
    const part = {program: `${name} of the lab's hosts`, debian: name, args: [arg]}
    const {version, problem} = await start(name, path, ['chroot', root, name, arg])
    return {
      ...part,
      ...(version === undefined ? {} : {version}),
      ...(problem === undefined ? {} : {problem: `${problem} in ${root}; remove that folder`}),
    }
  })
}

const limitMs = 60_000

function start(debian: string, path: string, [program = '', ...args]: readonly string[]): Promise<{version?: string; problem?: string}> {
  const env = {...process.env, PATH: path, LC_ALL: 'C'}
  return new Promise((resolve) => {
    const child = execFile(program, args, {env, timeout: limitMs, killSignal: 'SIGKILL'}, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`.trim()
      if (error === null || (typeof error.code === 'number' && error.code < 126)) {
        const version = /\d+(\.\d+)+\w*/.exec(output)?.[0]
        return resolve(version === undefined ? {} : {version})
      }
      const {code, signal} = error as NodeJS.ErrnoException & {signal?: string}
      const reason = signal ? `ended by ${signal}` : output.split('\n').at(-1) || error.message.trim()
      resolve({problem: code === 'ENOENT' ? `is not installed (apt-get install ${debian})` : `does not start: ${reason}`})
    })
    child.stdin?.end()
  })
}

/** For people: the versions of what starts in one paragraph, and a line for each that does not. */
export function renderParts(states: readonly PartState[]): string {
  const starting = states.filter(({problem}) => problem === undefined)
  const versions = starting.map(({program, version}) => (version === undefined ? program : `${program} ${version}`)).join(', ')
  const lines = states.filter(({problem}) => problem !== undefined).map(({program, problem}) => `${program} ${problem}`)
  return [`Parts of the lab that start: ${versions || 'none'}.`, ...lines].join('\n')
}
