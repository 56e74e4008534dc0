import {joinKeys, splitKeys} from '../keys/authorized-keys.ts'
import {keysFile, layouts, manifestFile, opsFolder, shellUid} from '../layout/layout.ts'
import {fileAt, type PhoneFacts} from '../facts/phone-facts.ts'
import type {Action} from './action.ts'
import {file, ownership} from './file-action.ts'
import {giveBack} from './restore-file.ts'
import {type Manifest, readManifest} from '../manifest/manifest.ts'
import type {Plan} from './plan.ts'
import {ownProcess} from './plan-process.ts'
import {removalOrder} from './removal-order.ts'
import {rollBackFirst} from './roll-back-plan.ts'

/** Undoes everything that ops did: its sshd stops, its keys go, what it replaced comes back, its folder goes last. */
export function planRemove(facts: PhoneFacts): Plan {
  const manifest = readManifest(fileAt(facts, manifestFile).content)
  const rollBack = rollBackFirst(manifest)
  if (rollBack !== undefined) return rollBack
  const layout = layouts[manifest?.settings.layout ?? 'safe']
  const ours = manifest !== undefined || layout.name === 'safe'
  const files = [
    ...keysAway(facts, manifest),
    ...Object.keys(manifest?.originals ?? {})
      .filter((path) => path !== keysFile && !path.startsWith(`${opsFolder}/`))
      .flatMap((path) => giveBack(facts, path, manifest?.originals[path] ?? null)),
  ]
  // Files are staged in ops' own folder, which is made for that if it is not there.
  const isThere = (path: string) =>
    fileAt(facts, path).kind === 'folder' || (path === opsFolder && files.some(({kind}) => kind !== 'remove'))
  const actions: Action[] = [
    ...(ours && ownProcess(facts, layout) !== undefined
      ? [{kind: 'process', act: 'stop', script: layout.script, why: 'it is taken away'} as const]
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

function keysAway(facts: PhoneFacts, manifest: Manifest | undefined): Action[] {
  const fact = fileAt(facts, keysFile)
  if (fact.content === undefined) return []
  const split = splitKeys(fact.content)
  if (split.block.length === 0 && manifest === undefined) return []
  const after = joinKeys({...split, block: []})
  if (after === '' && manifest?.originals[keysFile] === null)
    return [{kind: 'remove', path: keysFile, before: fact.content, was: ownership(fact)}]
  const original = manifest?.originals[keysFile]
  const own = original ?? {mode: 0o600, uid: shellUid, gid: shellUid}
  return file(facts, keysFile, after, {mode: own.mode, uid: own.uid, gid: own.gid})
}
