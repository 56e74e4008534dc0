import {hookText} from '../boot/hook-file.ts'
import {type HookName, hookFiles, hookNames} from '../layout/hooks.ts'
import {keyErrors} from '../errors/key-errors.ts'
import {addKeys, type BlockKey, isInForeignLine, formatAuthorizedKeys, parseAuthorizedKeys} from '../keys/authorized-keys.ts'
import {formatExpiry} from '../keys/expiry.ts'
import {emptyFolder, keysFile, keysOwner, type Layout, layouts, manifestFile, opsFolder, shellUid, sshFolder} from '../layout/layout.ts'
import {sshdConfig} from '../layout/sshd-config.ts'
import {startScript} from '../layout/start-script.ts'
import {fileAt, type PhoneFacts} from '../facts/phone-facts.ts'
import {checksFolders} from '../rom/matrix.ts'
import {atLeast} from '../facts/openssh-version.ts'
import type {Action, Ownership} from './action.ts'
import {file, isUnreadable, sameOwner} from './file-action.ts'
import {removeHook} from './restore-file.ts'
import {type Manifest, parseManifest, type Settings} from '../manifest/manifest.ts'
import {processAction} from './plan-process.ts'
import {refuse} from './refuse-request.ts'
import {resolveSettings, type SshdRequest} from './request.ts'
import {planRollBack} from './roll-back-plan.ts'

export interface Plan {
  actions: Action[]
  /** Files that are unreadable without root: it is unknown whether they must change. */
  unseen: string[]
  settings: Settings
  layout: Layout
  manifest: Manifest | undefined
}

/** Plans the changes of the phone that the request needs. Pure; an empty plan means that nothing must change. */
export function planSshd(phone: string, facts: PhoneFacts, request: SshdRequest): Plan {
  refuse(phone, facts, request)
  const manifest = parseManifest(fileAt(facts, manifestFile).content)
  const rollBack = planRollBack(manifest)
  if (rollBack !== undefined) return rollBack
  const settings = resolveSettings(phone, facts, manifest, request)
  const layout = layouts[settings.layout]
  const sshd = facts.sshd[0] ?? ''
  const config = sshdConfig({
    layout,
    port: settings.port,
    listen: settings.listen,
    strictModes: settings.strictModes ?? strictModesWork(facts),
    penalties: facts.openssh !== undefined && atLeast(facts.openssh, 9, 8),
  })
  const actions: Action[] = [
    ...folders(facts, layout),
    ...hostKey(facts, layout),
    ...file(facts, keysFile, plannedKeys(phone, facts, request), keysOwner),
    ...file(facts, layout.script, startScript(layout, sshd), {mode: 0o755, uid: 0, gid: 0}),
    ...hookActions(facts, layout, settings),
    ...oldHooks(facts, manifest, settings),
    ...file(facts, layout.config, config, {mode: 0o644, uid: 0, gid: 0}),
  ]
  actions.push(...processAction(phone, facts, layout, settings, config))
  if (actions.length === 0) actions.push(...finishActions(manifest, settings))
  const written = [keysFile, layout.script, layout.config, ...(settings.hook === 'none' ? [] : [hookFiles[settings.hook]])]
  return {actions, unseen: written.filter((path) => isUnreadable(facts, path)), settings, layout, manifest}
}

/** The phone is as planned, but its manifest is not marked as done. */
function finishActions(manifest: Manifest | undefined, {hook}: Settings): Action[] {
  if (manifest?.state !== 'done') return [{kind: 'mark-done', why: 'an earlier run did not finish'}]
  const {hook: before} = manifest.settings
  return before === hook ? [] : [{kind: 'mark-done', why: `the boot hook was ${nameOf(before)} and is ${nameOf(hook)}`}]
}

const nameOf = (hook: HookName | 'none') => (hook === 'none' ? 'none' : hookFiles[hook])

function strictModesWork(facts: PhoneFacts): boolean {
  return fileAt(facts, '/data').uid === 0 || facts.openssh === undefined || !checksFolders(facts.openssh)
}

function plannedKeys(phone: string, facts: PhoneFacts, {keys, ttlSeconds}: SshdRequest): string {
  const split = parseAuthorizedKeys(fileAt(facts, keysFile).content ?? '')
  const elsewhere = keys.find((key) => isInForeignLine(split, key))
  if (typeof ttlSeconds === 'number' && elsewhere !== undefined)
    throw keyErrors.PHONE_TTL_ELSEWHERE({host: phone}, phone, elsewhere.comment || elsewhere.type, keysFile)
  const knowsUtc = facts.openssh !== undefined && atLeast(facts.openssh, 9, 1)
  const added = keys.map((key): BlockKey => {
    // A repair keeps the lifetime: access for a day must not become access without an end.
    const kept = ttlSeconds === undefined ? split.block.find(({blob}) => blob === key.blob)?.expires : undefined
    const expires = typeof ttlSeconds === 'number' ? formatExpiry(facts.epoch + ttlSeconds, facts.zone, knowsUtc) : kept
    return {...key, ...(expires === undefined ? {} : {expires})}
  })
  const block = addKeys(split.block, added)
  if (block.length === 0) throw keyErrors.PHONE_KEY_NEEDED({host: phone}, phone)
  return formatAuthorizedKeys({...split, block})
}

function folders(facts: PhoneFacts, layout: Layout): Action[] {
  const wanted: [string, Ownership, boolean][] = [
    [sshFolder, {mode: 0o750, uid: 0, gid: shellUid}, false],
    [emptyFolder, {mode: 0o700, uid: 0, gid: 0}, false],
    [opsFolder, {mode: 0o750, uid: 0, gid: shellUid}, true],
    ...(layout.name === 'article'
      ? [['/data/local/userinit.d', {mode: 0o755, uid: 0, gid: 0}, false] as [string, Ownership, boolean]]
      : []),
  ]
  return wanted.flatMap(([path, own, isOurs]): Action[] => {
    const fact = fileAt(facts, path)
    if (fact.kind === 'absent' || fact.kind === 'hidden') return fact.kind === 'absent' ? [{kind: 'folder', path, made: true, ...own}] : []
    // A user who may write there decides what root starts; and sshd does not start unless root owns its empty folder.
    const unsafe = fact.uid !== 0 || (fact.mode & 0o022) !== 0
    return unsafe || (isOurs && !sameOwner(fact, own)) ? [{kind: 'folder', path, made: false, ...own}] : []
  })
}

function hostKey(facts: PhoneFacts, {hostKey: path}: Layout): Action[] {
  const fact = fileAt(facts, path)
  // Only root may read it; without root a good key must not count as broken.
  if (fact.kind === 'hidden' || (facts.uid !== 0 && fact.kind === 'file')) return []
  if (fact.kind === 'absent') return [{kind: 'host-key', path, replaces: false}]
  return facts.hostKeys.has(path) ? [] : [{kind: 'host-key', path, replaces: true}]
}

function hookActions(facts: PhoneFacts, layout: Layout, {hook}: Settings): Action[] {
  if (hook === 'none') return []
  const path = hookFiles[hook]
  const before = fileAt(facts, path).content
  return file(facts, path, hookText(hook, layout.script, before), {mode: hook === 'rc' ? 0o644 : 0o755, uid: 0, gid: 0})
}

/** Only one hook may start sshd: what ops wrote into another one is removed. */
function oldHooks(facts: PhoneFacts, manifest: Manifest | undefined, {hook}: Settings): Action[] {
  return hookNames
    .filter((other) => other !== hook && manifest?.originals[hookFiles[other]] !== undefined)
    .flatMap((other) => removeHook(facts, other))
}
