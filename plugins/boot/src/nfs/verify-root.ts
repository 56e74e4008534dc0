import {ElfError, machineName, readElfHeader, runsOn} from '../elf/index.ts'
import type {ErrorJson} from '@ops/core/errors'
import {urlHost} from '@ops/core/net'
import {connect} from 'node:net'
import {nfsErrors} from '../errors/nfs-errors.ts'
import type {ProbeExec} from './probe-exec.ts'

/** Source of a machine's root. */
export interface NfsRoot {
  server: string
  path: string
  version: number
  port: number
  /** mountd's port, NFSv3 only. */
  mountPort?: number | undefined
  arch: string | undefined
  /** `uname -r` of the kernel that it boots, when that is known. */
  kernelRelease: string | undefined
}

/** Result of one check. `unknown`: the check could not be made. */
export interface NfsCheckResult {
  rung: string
  state: 'ok' | 'failed' | 'unknown'
  detail: string
}

export interface CheckedRoot {
  host: string
  root: string
  ladder: NfsCheckResult[]
  error?: ErrorJson
}

const connectMs = 5000
/** Paths of the root's shell, the first that exists counts; an absolute symlink cannot be followed over NFS. */
const shells = ['bin/sh', 'usr/bin/sh', 'usr/bin/bash', 'usr/bin/dash', 'bin/busybox']

/** Checks an NFS root from the TCP port to its shell; ends at the first failure, because later checks depend on it. */
export async function verifyRoot(host: string, root: NfsRoot, exec: ProbeExec, signal: AbortSignal): Promise<CheckedRoot> {
  const ladder: NfsCheckResult[] = []
  const where = `${root.server}:${root.path}`
  for (const check of root.version === 3 ? [tcp, portmapper, exported, listed, shell, modules] : [tcp, listed, shell, modules]) {
    signal.throwIfAborted()
    const rung = await check(root, exec, signal)
    ladder.push(rung)
    if (rung.state === 'failed') {
      return {host, root: where, ladder, error: nfsErrors.BOOT_NFS_ROOT({host}, host, where, rung.rung, rung.detail).toJSON()}
    }
  }
  return {host, root: where, ladder}
}

type NfsCheck = (root: NfsRoot, exec: ProbeExec, signal: AbortSignal) => Promise<NfsCheckResult>

const tcp: NfsCheck = ({server, port}) =>
  new Promise((resolve) => {
    const socket = connect({host: server, port, timeout: connectMs})
    const finish = (state: 'ok' | 'failed', detail: string) => {
      socket.destroy()
      resolve({rung: 'tcp', state, detail})
    }
    socket.once('connect', () => finish('ok', `${server} accepts connections on port ${port}`))
    socket.once('timeout', () => finish('failed', `${server} does not answer on port ${port}`))
    socket.once('error', (error: NodeJS.ErrnoException) => finish('failed', `${server} port ${port}: ${error.code ?? error.message}`))
  })

const portmapper: NfsCheck = async ({server}, exec, signal) => {
  const rung = 'rpcinfo'
  const {code, stdout, stderr, missing} = await exec(['rpcinfo', '-p', server], signal)
  if (missing) return {rung, state: 'unknown', detail: 'rpcinfo is not installed (package rpcbind)'}
  if (code !== 0) return {rung, state: 'failed', detail: stderr || 'the port mapper does not answer'}
  // Program numbers of RFC 1813: nfs 100003, mountd 100005.
  const lines = stdout
    .toString()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
  const lacks = [
    ['100003', 'nfs'],
    ['100005', 'mountd'],
  ].filter(([number]) => !lines.some(([program, version]) => program === number && version === '3'))
  return lacks.length === 0
    ? {rung, state: 'ok', detail: 'nfs 3 and mountd 3 are registered'}
    : {rung, state: 'failed', detail: `${lacks.map(([, name]) => name).join(' and ')} version 3 is not registered`}
}

const exported: NfsCheck = async ({server, path}, exec, signal) => {
  const rung = 'showmount'
  const {code, stdout, stderr, missing} = await exec(['showmount', '--no-headers', '-e', server], signal)
  if (missing) return {rung, state: 'unknown', detail: 'showmount is not installed (package nfs-common)'}
  if (code !== 0) return {rung, state: 'failed', detail: stderr || 'mountd does not answer'}
  const paths = stdout
    .toString()
    .split('\n')
    .map((line) => line.split(' ')[0])
  return paths.includes(path)
    ? {rung, state: 'ok', detail: `${path} is exported`}
    : {rung, state: 'failed', detail: `${path} is not among the exports (${paths.filter(Boolean).join(', ') || 'none'})`}
}

const listed: NfsCheck = async (root, exec, signal) => {
  const rung = 'list'
  const {code, stdout, stderr, missing} = await exec(['nfs-ls', nfsUrl(root, '')], signal)
  if (missing) return {rung, state: 'unknown', detail: 'nfs-ls is not installed (package libnfs-utils)'}
  if (code !== 0) return {rung, state: 'failed', detail: stderr || 'the root cannot be listed'}
  return {rung, state: 'ok', detail: `${stdout.toString().split('\n').filter(Boolean).length} entries in the root`}
}

const shell: NfsCheck = async (root, exec, signal) => {
  const rung = 'shell'
  for (const path of shells) {
    const {code, stdout, missing} = await exec(['nfs-cat', nfsUrl(root, path)], signal)
    if (missing) return {rung, state: 'unknown', detail: 'nfs-cat is not installed (package libnfs-utils)'}
    if (code !== 0) continue
    try {
      const header = readElfHeader(stdout)
      const name = machineName(header)
      if (root.arch === undefined) return {rung, state: 'unknown', detail: `/${path} is a ${name} program; the inventory sets no arch`}
      return {
        rung,
        state: runsOn(header, root.arch) ? 'ok' : 'failed',
        detail: `/${path} is a ${name} program${runsOn(header, root.arch) ? '' : `, the machine is ${root.arch}`}`,
      }
    } catch (error) {
      if (!(error instanceof ElfError)) throw error
      return {rung, state: 'failed', detail: `/${path} ${error.message}`}
    }
  }
  return {rung, state: 'failed', detail: `none of /${shells.join(', /')} can be read`}
}

const modules: NfsCheck = async (root, exec, signal) => {
  const rung = 'modules'
  const release = root.kernelRelease
  if (release === undefined) return {rung, state: 'unknown', detail: "the kernel's release is not known"}
  for (const folder of ['lib/modules', 'usr/lib/modules']) {
    const {code, stdout} = await exec(['nfs-ls', nfsUrl(root, folder)], signal)
    if (code !== 0) continue
    const names = stdout
      .toString()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).at(-1) ?? '')
    if (names.includes(release)) return {rung, state: 'ok', detail: `/${folder}/${release} is there`}
    // The initramfs may contain all required modules.
    return {rung, state: 'unknown', detail: `/${folder} has ${names.filter(Boolean).join(', ') || 'nothing'}, the kernel is ${release}`}
  }
  return {rung, state: 'unknown', detail: 'the root has no modules; the initramfs must contain them'}
}

/** URL in the form of libnfs (nfs-ls(1), libnfs README). */
export function nfsUrl({server, path, version, port, mountPort}: NfsRoot, below: string): string {
  const query =
    version === 3
      ? [`version=3`, `nfsport=${port}`, ...(mountPort === undefined ? [] : [`mountport=${mountPort}`])]
      : ['version=4', `nfsport=${port}`]
  return `nfs://${urlHost(server)}${path}${below === '' ? '' : `/${below}`}?${query.join('&')}`
}
