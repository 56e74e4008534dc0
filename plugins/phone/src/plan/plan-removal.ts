import {formatAuthorizedKeys, parseAuthorizedKeys} from '../keys/authorized-keys.ts'
import {keysFile, layouts, manifestFile, opsFolder, shellUid} from '../layout/layout.ts'
import {fileAt, type PhoneFacts} from '../facts/phone-facts.ts'
import type {Action} from './action.ts'
import {file, ownership} from './file-action.ts'
import {restoreFile} from './restore-file.ts'
import {type Manifest, parseManifest} from '../manifest/manifest.ts'
import type {Plan} from './plan.ts'
import {ownProcess} from './plan-process.ts'
import {removalOrder} from './removal-order.ts'
import {planRollBack} from './roll-back-plan.ts'

/** Undoes all changes of ops: stops its sshd, removes its keys, restores what it replaced, and removes its folder last. */
export function planRemoval(facts: PhoneFacts): Plan {
  const manifest = parseManifest(fileAt(facts, manifestFile).content)
  const rollBack = planRollBack(manifest)
  if (rollBack !== undefined) return rollBack
  const layout = layouts[manifest?.settings.layout ?? 'safe']
  const isOurs = manifest !== undefined || layout.name === 'safe'
  const files = [
    ...removeKeys(facts, manifest),
    ...Object.keys(manifest?.originals ?? {})
      .filter((path) => path !== keysFile && !path.startsWith(`${opsFolder}/`))
      .flatMap((path) => restoreFile(facts, path, manifest?.originals[path] ?? null)),
  ]
  // Files are staged in ops' own folder, which is made for that if it is not there.
  const isThere = (path: string) =>
    fileAt(facts, path).kind === 'folder' || (path === opsFolder && files.some(({kind}) => kind !== 'remove'))
  const actions: Action[] = [
    ...(isOurs && ownProcess(facts, layout) !== undefined
      ? [{kind: 'process', act: 'stop', script: layout.script, why: 'sshd is removed'} as const]
      : []),
    ...files,
    ...removalOrder(manifest?.folders ?? [])
      .filter(isThere)
      .map((path) => ({kind: 'remove-folder', path, whole: path === opsFolder}) as const),
  ]
  return {
    actions,
    unseen: [],
    layout,
    manifest,
    settings: manifest?.settings ?? {layout: 'safe', port: layout.port, listen: layout.listen, hook: 'none'},
  }
}

function removeKeys(facts: PhoneFacts, manifest: Manifest | undefined): Action[] {
  const fact = fileAt(facts, keysFile)
  if (fact.content === undefined) return []
  const split = parseAuthorizedKeys(fact.content)
  if (split.block.length === 0 && manifest === undefined) return []
  const after = formatAuthorizedKeys({...split, block: []})
  if (after === '' && manifest?.originals[keysFile] === null)
    return [{kind: 'remove', path: keysFile, before: fact.content, was: ownership(fact)}]
  const original = manifest?.originals[keysFile]
  const own = original ?? {mode: 0o600, uid: shellUid, gid: shellUid}
  return file(facts, keysFile, after, {mode: own.mode, uid: own.uid, gid: own.gid})
}
