import {spawn} from 'node:child_process'
import {chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {text} from 'node:stream/consumers'
import type {PhoneTransport, ShellResult} from '../../src/adb/phone-transport.ts'
import type {Generation} from '../../src/lab/generations.ts'
import {buildProp} from '../../src/lab/rom-files.ts'
import {probeScript} from '../../src/probe/probe-script.ts'

export interface PhoneFile {
  mode: number
  uid: number
  gid: number
  /** Undefined for a folder. */
  text?: string
}

/** A phone that is a folder here: its scripts run in this machine's shell, without root, adb or Debian packages. */
export interface ShellPhone extends Disposable {
  transport: PhoneTransport
  generation: Generation
  sh(script: string, stdin?: string): Promise<ShellResult>
  /** Files and folders below /data and the hook of init, and the processes as `/proc/PID/config`. */
  tree(): Map<string, PhoneFile>
  /** Keeps the phone as it is now; the returned function brings that back. */
  save(): () => void
}

const here = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8')
/** Places of a phone in a script or in a file; the names of staged files have no slash before these words. */
const places = /(?<![\w.+-])\/(data|product|system_ext|system|vendor|proc|sys|acct|dev\/cg2_bpf)(?![\w-])/g

/** Folders that only ops' own steps read, and the owners of their files. */
const notProbed = /data.ssh.ops.(staging|backup)./

export function startShellPhone(generation: Generation): ShellPhone {
  const home = mkdtempSync(join(tmpdir(), 'ops-shell-phone-'))
  const root = join(home, 'root')
  const inward = (words: string) => words.replaceAll(places, `${root}/$1`)
  const outward = (words: string) => words.replaceAll(root, '')
  layOut(root, generation)
  const prelude = `R=${root}\n${here('prelude.sh')}\n`
  const sh = async (script: string, stdin = ''): Promise<ShellResult> => {
    const child = spawn('sh', ['-c', prelude + inward(script)])
    child.stdin.on('error', () => {})
    child.stdin.end(inward(stdin))
    const closed = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 255)))
    const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), closed])
    return {code, stdout: outward(stdout), stderr: outward(stderr)}
  }
  // It only reads, so what it says of a folder can be kept: a quarter of a kill matrix's time.
  const reports = new Map<string, ShellResult>()
  const probe = async (script: string): Promise<ShellResult> => {
    const seen = JSON.stringify([...snapshot(root)].filter(([path]) => !notProbed.test(path)))
    const report = reports.get(seen) ?? (await sh(script))
    reports.set(seen, report)
    return report
  }
  return {
    generation,
    sh,
    transport: {
      phone: 'fp',
      serial: 'fp',
      shell: (script, {stdin} = {}) => (script === probeScript() ? probe(script) : sh(script, stdin)),
      openTcp: () => Promise.reject(new Error('It has no ports.')),
      root: async () => {},
    },
    tree: () => new Map(['data', 'system/etc/init', 'proc'].flatMap((place) => walk(root, `/${place}`, outward))),
    save() {
      const saved = snapshot(root)
      return () => bringBack(root, saved)
    },
    [Symbol.dispose]: () => rmSync(home, {recursive: true, force: true}),
  }
}

/** The tree of a LineageOS of this generation, as far as the probe and the scripts look. */
function layOut(root: string, generation: Generation): void {
  const put = (path: string, words: string, mode = 0o644) => {
    mkdirSync(dirname(root + path), {recursive: true})
    writeFileSync(root + path, words, {mode})
  }
  const folder = (path: string, owner: string) => {
    mkdirSync(root + path, {recursive: true})
    put(`/.own/${`${root}${path}`.replaceAll('/', '+')}`, `${owner}\n`)
  }
  put('/system/build.prop', buildProp(generation))
  put('/proc/next', '100\n')
  put('/proc/net/tcp', '')
  folder('/system/etc/init', '0 0')
  folder('/data', '1000 1000')
  folder('/data/local/tmp', '2000 2000')
  if (generation.bin === undefined) return
  folder('/data/ssh', '0 2000')
  mkdirSync(`${root}/data/ssh/empty`, {mode: 0o700})
  put(`${generation.bin}/sshd`, here('sshd.sh').replace('@R@', root).replace('@VERSION@', generation.openssh), 0o755)
  put(`${generation.bin}/ssh-keygen`, here('ssh-keygen.sh'), 0o755)
}

function walk(root: string, path: string, outward: (words: string) => string): [string, PhoneFile][] {
  if (/^\/proc\/(?!\d+$|\d+\/config$)/.test(path)) return []
  const {mode} = statSync(root + path)
  const isFolder = statSync(root + path).isDirectory()
  let [uid, gid] = [0, 0]
  try {
    const own = readFileSync(join(root, '.own', `${root}${path}`.replaceAll('/', '+')), 'utf8')
      .split(' ')
      .map(Number)
    uid = own[0] ?? 0
    gid = own[1] ?? 0
  } catch {
    // It has no other owner than root.
  }
  const file: PhoneFile = {mode: mode & 0o7777, uid, gid, ...(isFolder ? {} : {text: outward(readFileSync(root + path, 'utf8'))})}
  const below = isFolder
    ? readdirSync(root + path)
        .sort()
        .flatMap((name) => walk(root, `${path}/${name}`, outward))
    : []
  return [[path, file], ...below]
}

/** Everything below a folder: text of files, undefined for folders, and modes. */
type Snapshot = Map<string, {mode: number; text?: string}>

function snapshot(root: string, path = ''): Snapshot {
  const found: Snapshot = new Map()
  for (const entry of readdirSync(root + path, {withFileTypes: true})) {
    const at = `${path}/${entry.name}`
    const {mode} = statSync(root + at)
    found.set(at, entry.isDirectory() ? {mode} : {mode, text: readFileSync(root + at, 'latin1')})
    if (entry.isDirectory()) for (const [below, one] of snapshot(root, at)) found.set(below, one)
  }
  return found
}

/** Much quicker than a copy: little is different. */
function bringBack(root: string, saved: Snapshot): void {
  const now = snapshot(root)
  for (const path of now.keys()) if (!saved.has(path)) rmSync(root + path, {recursive: true, force: true})
  for (const [path, {mode, text}] of saved) {
    const there = now.get(path)
    if (there === undefined && text === undefined) mkdirSync(root + path)
    if (text !== undefined && there?.text !== text) writeFileSync(root + path, text, 'latin1')
    if (there?.mode !== mode) chmodSync(root + path, mode)
  }
}
