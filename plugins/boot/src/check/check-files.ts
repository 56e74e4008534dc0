import {createHash} from 'node:crypto'
import type {ErrorJson} from '@ops/core/errors'
import {controlErrors} from '../errors/control-errors.ts'
import type {BootContent} from '../files/boot-content.ts'
import {readAll} from '../files/layered-source.ts'
import type {BootMachine} from '../profiles/boot-machine.ts'
import {fetchByHttp} from './http-fetch.ts'
import {type Fetched, fetchByTftp} from './npm-tftp.ts'

export type WireAnswer = Fetched | {error: string}

export interface CheckedFile {
  file: string
  /** The expected content, from this machine's files and templates; undefined for another machine's server. */
  expected?: {bytes: number; sha256: string; rule: string}
  tftp: WireAnswer
  http?: WireAnswer
  /** Why the check failed, as one clause. */
  wrong?: string
}

export interface CheckTarget {
  address: string
  tftpPort: number
  httpPort?: number | undefined
  /** Content of the server, from which the expected bytes are computed. */
  content?: BootContent
}

export interface CheckedHost {
  host: string
  files: CheckedFile[]
  error?: ErrorJson
}

/**
 * Fetches each name over each protocol, as `machine` would get it, and compares. One file at a time, to keep the load low.
 */
export async function checkFiles(
  host: string,
  names: readonly string[],
  target: CheckTarget,
  machine: BootMachine | undefined,
  signal: AbortSignal,
): Promise<CheckedHost> {
  const files: CheckedFile[] = []
  for (const file of names) files.push(await checkFile(file, target, machine, signal))
  const wrong = files.filter((file) => file.wrong !== undefined)
  const [first] = wrong
  if (first === undefined) return {host, files}
  const failure = {host, file: first.file, reason: first.wrong ?? '', wrong: wrong.length, all: files.length}
  return {host, files, error: controlErrors.BOOT_CHECK_FAILED({host}, failure).toJSON()}
}

async function checkFile(
  file: string,
  {address, tftpPort, httpPort, content}: CheckTarget,
  machine: BootMachine | undefined,
  signal: AbortSignal,
): Promise<CheckedFile> {
  const expected = content === undefined ? undefined : await expectedOf(file, address, content, machine)
  const asked = content === undefined || machine === undefined ? file : `.as/${machine.host.name}/${file.replace(/^\/+/, '')}`
  const tftp = await asAnswer(fetchByTftp(address, tftpPort, asked, signal), signal)
  const http = httpPort === undefined ? undefined : await asAnswer(fetchByHttp(address, httpPort, asked, signal), signal)
  const wrong = wrongOf(tftp, http, expected)
  return {
    file,
    tftp,
    ...(http === undefined ? {} : {http}),
    ...(expected === undefined || 'error' in expected ? {} : {expected}),
    ...(wrong === undefined ? {} : {wrong}),
  }
}

async function expectedOf(file: string, local: string, content: BootContent, machine: BootMachine | undefined) {
  const found = await content.resolveFor(file, machine, {address: machine?.ip ?? '', local})
  if (found.kind !== 'found') return {error: found.detail}
  await using source = found.source
  return {
    bytes: source.size,
    sha256: createHash('sha256')
      .update(await readAll(source))
      .digest('hex'),
    rule: found.rule,
  }
}

async function asAnswer(fetching: Promise<Fetched>, signal: AbortSignal): Promise<WireAnswer> {
  try {
    return await fetching
  } catch (error) {
    signal.throwIfAborted()
    return {error: (error as Error).message}
  }
}

function wrongOf(
  tftp: WireAnswer,
  http: WireAnswer | undefined,
  expected: {sha256: string} | {error: string} | undefined,
): string | undefined {
  if (expected !== undefined && 'error' in expected) return expected.error
  for (const [name, answer] of [
    ['TFTP', tftp],
    ['HTTP', http],
  ] as const) {
    if (answer === undefined) continue
    if ('error' in answer) return `${name}: ${answer.error}`
    if (expected !== undefined && answer.sha256 !== expected.sha256) return `the bytes over ${name} differ from the file on this machine`
  }
  return undefined
}
