import {createHash} from 'node:crypto'
import {basename} from 'node:path'
import {shellQuote} from '@ops/core/transport'
import {lastLine} from '@ops/core/text'
import type {PhoneTransport} from '../adb/phone-transport.ts'
import {sshdErrors} from '../errors/sshd-errors.ts'
import {backupFolder, hostPublicFile, opsFolder, sshFolder, stagingFolder} from '../layout/layout.ts'
import type {Manifest, Original} from '../manifest/manifest.ts'
import type {Ownership} from '../plan/action.ts'
import type {Plan} from '../plan/plan.ts'
import type {Call} from '../shell/compose-script.ts'
import {backupPath, ownCalls, stagedPath} from './compose-step.ts'
import {runStartScript, runStep} from './run-step.ts'
import {installFiles, stageFile, writeManifest} from './stage-file.ts'

export interface ApplyContext {
  transport: PhoneTransport
  sshd: string
  sshKeygen: string
  wasRunning: boolean
  signal: AbortSignal | undefined
}

/**
 * Applies a plan so that a kill at any point leaves the old access working: copies and the manifest are written first,
 * files stay in the staging folder until sshd has accepted the configuration, each one is renamed whole, and the restart
 * runs on the phone. Returns the manifest, still `begun`.
 */
export async function applyPlan(plan: Plan, context: ApplyContext): Promise<Manifest> {
  const {transport, signal} = context
  const {actions} = plan
  const folders = actions.filter((action) => action.kind === 'folder')
  // ops' own folder first, the others when the manifest lists them.
  const isOwn = ({path}: {path: string}) => path === sshFolder || path === opsFolder
  await makeFolders([...folders.filter(isOwn).flatMap(folderCalls), ...workFolderCalls], transport, signal)
  const manifest = await backUp(plan, context)
  await writeManifest(transport, manifest, signal)
  await makeFolders(folders.filter((folder) => !isOwn(folder)).flatMap(folderCalls), transport, signal)
  for (const action of actions) if (action.kind === 'host-key') await makeHostKey(action, context)
  const files = actions.filter((action) => action.kind === 'file')
  for (const {path, after, mode, uid, gid} of files) await stageFile(transport, {path, text: after, mode, uid, gid}, signal)
  if (files.some(({path}) => path === plan.layout.config)) await checkConfig(plan, context)
  const paths = files.map(({path}) => path)
  if (paths.length > 0) await installFiles(transport, paths, signal)
  for (const action of actions) {
    if (action.kind === 'remove') await runStep(transport, {name: `removed ${action.path}`, calls: [['rm', '-f', action.path]], signal})
  }
  for (const action of actions) if (action.kind === 'process') await runStartScript(transport, action.script, action.act, signal)
  return manifest
}

const workFolderCalls: readonly Call[] = [
  ['rm', '-rf', stagingFolder],
  ['mkdir', '-m', '700', stagingFolder],
  ['make_folder', backupFolder],
]

function folderCalls({path, ...own}: {path: string} & Ownership): Call[] {
  return [['make_folder', path], ...ownCalls(path, own), ['set_label', path]]
}

async function makeFolders(calls: readonly Call[], transport: PhoneTransport, signal: AbortSignal | undefined): Promise<void> {
  if (calls.length > 0) await runStep(transport, {name: 'made the folders', calls: [['umask', '077'], ...calls], signal})
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
    return [['keep_copy', path, backupPath(original.backup)]]
  })
  if (copies.length > 0) await runStep(transport, {name: 'kept copies of the old files', calls: copies, signal})
  // The undo record of a run that did not finish is older, so it is the one that counts.
  const first = before?.state === 'begun' ? before.undo : undefined
  const finished: Manifest | null = first === undefined ? (before ?? null) : first.before
  // ops' own folder is removed as a whole, so the manifest does not list it.
  const made = actions.flatMap((action) => (action.kind === 'folder' && action.made && action.path !== opsFolder ? [action.path] : []))
  return {
    format: 1,
    state: 'begun',
    settings: {...settings, layout: layout.name},
    originals: {...Object.fromEntries(changed), ...before?.originals},
    folders: [...new Set([...(before?.folders ?? []), ...made])],
    undo: {files: {...Object.fromEntries(changed), ...first?.files}, wasRunning: first?.wasRunning ?? wasRunning, before: finished},
  }
}

function backupName(path: string, text: string): string {
  return `${createHash('sha256').update(text).digest('hex').slice(0, 16)}-${basename(path)}`
}

async function makeHostKey({path}: {path: string}, {transport, sshKeygen, signal}: ApplyContext): Promise<void> {
  const staged = stagedPath(path)
  const stagedPublic = `${staged}.pub`
  const calls = [
    ['umask', '077'],
    ['rm', '-f', staged, stagedPublic],
    ['generate_host_key', sshKeygen, staged],
    ['chmod', '644', stagedPublic],
    ['mv', '-f', stagedPublic, hostPublicFile],
    ['mv', '-f', staged, path],
    ['set_label', path],
  ]
  await runStep(transport, {name: 'made the host key', calls, signal})
}

/** The phone's own sshd checks the new configuration before anything is replaced. */
async function checkConfig({layout}: Plan, {transport, sshd, signal}: ApplyContext): Promise<void> {
  const {code, stderr, stdout} = await transport.shell(shellQuote([sshd, '-t', '-f', stagedPath(layout.config)]), {
    doing: 'let sshd check its configuration',
    ...(signal === undefined ? {} : {signal}),
  })
  if (code === 0) return
  throw sshdErrors.PHONE_CONFIG_REFUSED({host: transport.phone}, transport.phone, lastLine(stderr || stdout))
}
