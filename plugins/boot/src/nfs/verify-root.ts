import {ElfError, machineName, readElfHeader, runsOn} from '../elf/index.ts'
import type {ErrorJson} from '@ops/core/errors'
import {connect} from 'node:net'
import {nfsErrors} from '../errors/nfs-errors.ts'
import type {ProbeExec} from './probe-exec.ts'

/** Where a machine's root comes from. */
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

/** One rung. `unknown`: it could not be looked at; nothing is claimed then. */
export interface Rung {
  rung: string
  state: 'ok' | 'failed' | 'unknown'
  detail: string
}

export interface CheckedRoot {
  host: string
  root: string
  ladder: Rung[]
  error?: ErrorJson
}

const connectMs = 5000
/** The first of these that there is is the root's shell; an absolute link among them cannot be followed over NFS. */
const shells = ['bin/sh', 'usr/bin/sh', 'usr/bin/bash', 'usr/bin/dash', 'bin/busybox']

/** Climbs from the bare TCP port to the shell of the root; the first failure ends it, as nothing above can hold. */
export async function verifyRoot(host: string, root: NfsRoot, exec: ProbeExec, signal: AbortSignal): Promise<CheckedRoot> {
  const ladder: Rung[] = []
  const where = `${root.server}:${root.path}`
  for (const climb of root.version === 3 ? [tcp, portmapper, exported, listed, shell, modules] : [tcp, listed, shell, modules]) {
    signal.throwIfAborted()
    const rung = await climb(root, exec, signal)
    ladder.push(rung)
    if (rung.state === 'failed') {
      return {host, root: where, ladder, error: nfsErrors.BOOT_NFS_ROOT({host}, host, where, rung.rung, rung.detail).toJSON()}
    }
  }
  return {host, root: where, ladder}
}

type Climb = (root: NfsRoot, exec: ProbeExec, signal: AbortSignal) => Promise<Rung>

const tcp: Climb = ({server, port}) =>
  new Promise((resolve) => {
    const socket = connect({host: server, port, timeout: connectMs})
    const tell = (state: 'ok' | 'failed', detail: string) => {
      socket.destroy()
      resolve({rung: 'tcp', state, detail})
    }
    socket.once('connect', () => tell('ok', `${server} takes connections on port ${port}`))
    socket.once('timeout', () => tell('failed', `${server} does not answer on port ${port}`))
    socket.once('error', (error: NodeJS.ErrnoException) => tell('failed', `${server} port ${port}: ${error.code ?? error.message}`))
  })

const portmapper: Climb = async ({server}, exec, signal) => {
  const rung = 'rpcinfo'
  const {code, stdout, stderr, missing} = await exec(['rpcinfo', '-p', server], signal)
  if (missing) return {rung, state: 'unknown', detail: 'rpcinfo is not on this machine (package rpcbind)'}
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

const exported: Climb = async ({server, path}, exec, signal) => {
  const rung = 'showmount'
  const {code, stdout, stderr, missing} = await exec(['showmount', '--no-headers', '-e', server], signal)
  if (missing) return {rung, state: 'unknown', detail: 'showmount is not on this machine (package nfs-common)'}
  if (code !== 0) return {rung, state: 'failed', detail: stderr || 'mountd does not answer'}
  const paths = stdout
    .toString()
    .split('\n')
    .map((line) => line.split(' ')[0])
  return paths.includes(path)
    ? {rung, state: 'ok', detail: `${path} is exported`}
    : {rung, state: 'failed', detail: `${path} is not among the exports (${paths.filter(Boolean).join(', ') || 'none'})`}
}

const listed: Climb = async (root, exec, signal) => {
  const rung = 'list'
  const {code, stdout, stderr, missing} = await exec(['nfs-ls', nfsUrl(root, '')], signal)
  if (missing) return {rung, state: 'unknown', detail: 'nfs-ls is not on this machine (package libnfs-utils)'}
  if (code !== 0) return {rung, state: 'failed', detail: stderr || 'the root cannot be listed'}
  return {rung, state: 'ok', detail: `${stdout.toString().split('\n').filter(Boolean).length} entries in the root`}
}

const shell: Climb = async (root, exec, signal) => {
  const rung = 'shell'
  for (const path of shells) {
    const {code, stdout, missing} = await exec(['nfs-cat', nfsUrl(root, path)], signal)
    if (missing) return {rung, state: 'unknown', detail: 'nfs-cat is not on this machine (package libnfs-utils)'}
    if (code !== 0) continue
    try {
      const header = readElfHeader(stdout)
      const name = machineName(header)
      if (root.arch === undefined) return {rung, state: 'unknown', detail: `/${path} is a ${name} program; the inventory names no arch`}
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

const modules: Climb = async (root, exec, signal) => {
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
    // The initramfs may bring every module that is needed.
    return {rung, state: 'unknown', detail: `/${folder} has ${names.filter(Boolean).join(', ') || 'nothing'}, the kernel is ${release}`}
  }
  return {rung, state: 'unknown', detail: 'the root has no modules; the initramfs has to bring them'}
}

/** libnfs's own address form (nfs-ls(1), libnfs README). */
export function nfsUrl({server, path, version, port, mountPort}: NfsRoot, below: string): string {
  const query =
    version === 3
      ? [`version=3`, `nfsport=${port}`, ...(mountPort === undefined ? [] : [`mountport=${mountPort}`])]
      : ['version=4', `nfsport=${port}`]
  return `nfs://${server.includes(':') ? `[${server}]` : server}${path}${below === '' ? '' : `/${below}`}?${query.join('&')}`
}
