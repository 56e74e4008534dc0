import {formatAuthorizedKeys, parseAuthorizedKeys} from '../keys/authorized-keys.ts'
import type {PublicKey} from '../keys/public-key.ts'
import {keysFile, keysOwner, layouts, manifestFile} from '../layout/layout.ts'
import {fileAt, type PhoneFacts} from '../facts/phone-facts.ts'
import {parseManifest} from '../manifest/manifest.ts'
import {file} from './file-action.ts'
import type {Plan} from './plan.ts'
import {planRollBack} from './roll-back-plan.ts'

/** Removes some keys from ops' block; other lines stay, even those with the same key. */
export function planKeyRemoval(facts: PhoneFacts, keys: readonly PublicKey[]): Plan {
  const manifest = parseManifest(fileAt(facts, manifestFile).content)
  const rollBack = planRollBack(manifest)
  if (rollBack !== undefined) return rollBack
  const layout = layouts[manifest?.settings.layout ?? 'safe']
  const settings = manifest?.settings ?? {layout: 'safe' as const, port: layout.port, listen: layout.listen, hook: 'none' as const}
  const {content} = fileAt(facts, keysFile)
  if (content === undefined) return {actions: [], unseen: [], layout, manifest, settings}
  const split = parseAuthorizedKeys(content)
  const block = split.block.filter(({blob}) => !keys.some((key) => key.blob === blob))
  const actions = block.length === split.block.length ? [] : file(facts, keysFile, formatAuthorizedKeys({...split, block}), keysOwner)
  return {actions, unseen: [], layout, manifest, settings}
}
