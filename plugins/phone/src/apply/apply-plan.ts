import {createHash} from 'node:crypto'
import {basename} from 'node:path'
import {shellQuote} from '@ops/core/transport'
import type {PhoneTransport} from '../adb/phone-transport.ts'
import {sshdErrors} from '../errors/sshd-errors.ts'
import {backupFolder, hostPublicFile, opsFolder, sshFolder, stagingFolder} from '../layout/layout.ts'
import type {Ownership} from '../plan/action.ts'
import type {Manifest, Original} from '../manifest/manifest.ts'
import type {Plan} from '../plan/plan.ts'
import {runStartScript} from './run-start-script.ts'
import {installFiles, keepLine, ownLines, stagedPath, stageFile} from './stage-file.ts'
import {step} from './run-step.ts'
import {writeManifest} from './write-manifest.ts'

export interface ApplyContext {
  transport: PhoneTransport
  sshd: string
  sshKeygen: string
  wasRunning: boolean
  signal: AbortSignal | undefined
}

const q = (...words: string[]) => shellQuote(words)

/**
 * Follows a plan so that a kill at any point leaves the old access working: copies and the manifest come first, files
 * wait in the staging folder until sshd has accepted the configuration, each one is renamed whole, and the restart
 * runs on the phone. Returns the manifest, still `begun`.
 */
export async function applyPlan(plan: Plan, context: ApplyContext): Promise<Manifest> {
  const {transport, signal} = context
  const {actions} = plan
  const folders = actions.filter((action) => action.kind === 'folder')
  // Its own folder first, the others once the manifest knows of them.
  const isOwn = ({path}: {path: string}) => path === sshFolder || path === opsFolder
  await makeFolders([...folders.filter(isOwn).map(makeFolder), ...workFolders], transport, signal)
  const manifest = await backUp(plan, context)
  await writeManifest(transport, manifest, signal)
  await makeFolders(folders.filter((folder) => !isOwn(folder)).map(makeFolder), transport, signal)
  for (const action of actions) if (action.kind === 'host-key') await makeHostKey(action, context)
  const files = actions.filter((action) => action.kind === 'file')
  for (const {path, after, ...own} of files) await stageFile(transport, path, after, own, signal)
  if (files.some(({path}) => path === plan.layout.config)) await checkConfig(plan, context)
  if (files.length > 0)
    await installFiles(
      transport,
      files.map(({path}) => path),
      signal,
    )
  for (const action of actions)
    if (action.kind === 'remove') await step(transport, `removed ${action.path}`, `rm -f ${q(action.path)}`, {signal})
  for (const action of actions) if (action.kind === 'process') await runStartScript(transport, action.script, action.act, signal)
  return manifest
}

const workFolders = [
  `rm -rf ${q(stagingFolder)}`,
  `mkdir -m 700 ${q(stagingFolder)}`,
  `[ -d ${q(backupFolder)} ] || mkdir -m 700 ${q(backupFolder)}`,
]

function makeFolder(folder: {path: string} & Ownership): string {
  const path = q(folder.path)
  return [`[ -d ${path} ] || mkdir ${path}`, ...ownLines(folder.path, folder), `restorecon ${path} 2> /dev/null || :`].join('\n')
}

async function makeFolders(lines: readonly string[], transport: PhoneTransport, signal: AbortSignal | undefined): Promise<void> {
  if (lines.length > 0) await step(transport, 'made the folders', ['set -e', 'umask 077', ...lines].join('\n'), {signal})
}

/** Copies every file that will be replaced; the name is the content's, so a second attempt writes the same copy. */
async function backUp(
  {actions, manifest: before, settings, layout}: Plan,
  {transport, wasRunning, signal}: ApplyContext,
): Promise<Manifest> {
  const changed: [string, Original][] = actions.flatMap((action): [string, Original][] => {
    if (action.kind === 'host-key' && !action.replaces) return [[action.path, null]]
    if (action.kind !== 'file' && action.kind !== 'remove') return []
    const {path, before, was} = action
    return [[path, was === undefined || before === undefined ? null : {backup: backupName(path, before), ...was}]]
  })
  const copies = changed.flatMap(([path, original]) => {
    if (original === null) return []
    return [keepLine(path, `${backupFolder}/${original.backup}`)]
  })
  if (copies.length > 0) await step(transport, 'kept copies of the old files', ['set -e', ...copies].join('\n'), {signal})
  // A run that did not finish has the older way back, and that one counts.
  const first = before?.state === 'begun' ? before.undo : undefined
  const settled: Manifest | null = first === undefined ? (before ?? null) : first.before
  // Its own folder goes as a whole, and so needs no mention.
  const made = actions.flatMap((action) => (action.kind === 'folder' && action.made && action.path !== opsFolder ? [action.path] : []))
  return {
    format: 1,
    state: 'begun',
    settings: {...settings, layout: layout.name},
    originals: {...Object.fromEntries(changed), ...before?.originals},
    folders: [...new Set([...(before?.folders ?? []), ...made])],
    undo: {files: {...Object.fromEntries(changed), ...first?.files}, wasRunning: first?.wasRunning ?? wasRunning, before: settled},
  }
}

function backupName(path: string, text: string): string {
  return `${createHash('sha256').update(text).digest('hex').slice(0, 16)}-${basename(path)}`
}

async function makeHostKey({path}: {path: string}, {transport, sshKeygen, signal}: ApplyContext): Promise<void> {
  const staged = stagedPath(path)
  const lines = [
    'set -e',
    'umask 077',
    `rm -f ${q(staged, `${staged}.pub`)}`,
    `${q(sshKeygen)} -q -t ed25519 -N '' -C ops -f ${q(staged)} < /dev/null`,
    `chmod 644 ${q(`${staged}.pub`)}`,
    `mv -f ${q(`${staged}.pub`)} ${q(hostPublicFile)}`,
    `mv -f ${q(staged)} ${q(path)}`,
    `restorecon ${q(path)} 2> /dev/null || :`,
  ]
  await step(transport, 'made the host key', lines.join('\n'), {signal})
}

/** Lets the phone's own sshd judge the new configuration before anything is replaced. */
async function checkConfig({layout}: Plan, {transport, sshd, signal}: ApplyContext): Promise<void> {
  const {code, stderr, stdout} = await transport.shell(`${q(sshd)} -t -f ${q(stagedPath(layout.config))}`, {
    doing: 'let sshd check its configuration',
    ...(signal === undefined ? {} : {signal}),
  })
  if (code !== 0)
    throw sshdErrors.PHONE_CONFIG_REFUSED(
      {host: transport.phone},
      transport.phone,
      (stderr || stdout).trim().split('\n').at(-1)?.replace(/\.$/, '') ?? '',
    )
}
