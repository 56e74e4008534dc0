import {type Untrusted, untrusted} from '@ops/core/untrusted'
import {type BootReport, describeBoot} from '../boot/describe-boot.ts'
import type {SelectedPhone} from '../inventory/select-phones.ts'
import {parseAuthorizedKeys} from '../keys/authorized-keys.ts'
import {parseExpiry} from '../keys/expiry.ts'
import {hostPublicFile, keysFile} from '../layout/layout.ts'
import {ownProcess} from '../plan/plan-process.ts'
import {fileAt} from '../facts/phone-facts.ts'
import {describeRom, type RomReport} from '../rom/describe.ts'
import type {Survey} from './survey-phone.ts'
import {findExposures} from './find-exposures.ts'

/** `ssh-ed25519 AAAA…` of the host key that ops made, or undefined. */
export function hostKeyOf({facts, layout}: Pick<Survey, 'facts' | 'layout'>): string | undefined {
  return facts.hostKeys.get(layout.hostKey) ?? fileAt(facts, hostPublicFile).content?.trim().split(' ').slice(0, 2).join(' ')
}

export interface KeyView {
  type: string
  comment: Untrusted
  /** ISO 8601, or null for a key that does not expire. */
  expires: string | null
  expired: boolean
}

export interface PhoneView {
  host: string
  serial: string
  model: Untrusted
  rom: RomReport
  build: Untrusted
  arch: Untrusted
  root: boolean
  sshd: {setUp: boolean; running: boolean; layout: string | null; port: number | null; listen: readonly string[]; unfinished: boolean}
  keys: KeyView[]
  foreignKeys: number
  boot: BootReport
  open: string[]
}

/** The result of `ops phone info`. */
export function viewPhone({name, serial}: SelectedPhone, {facts, manifest, layout}: Survey): PhoneView {
  const {before, block, after} = parseAuthorizedKeys(fileAt(facts, keysFile).content ?? '')
  const settings = manifest?.settings
  return {
    host: name,
    serial,
    model: facts.props['ro.product.model'] ?? untrusted(''),
    rom: describeRom(facts),
    build: facts.props['ro.build.type'] ?? untrusted(''),
    arch: facts.arch,
    root: facts.uid === 0,
    sshd: {
      setUp: manifest !== undefined,
      running: ownProcess(facts, layout) !== undefined,
      layout: settings?.layout ?? null,
      port: settings?.port ?? null,
      listen: settings?.listen ?? [],
      unfinished: manifest !== undefined && manifest.state !== 'done',
    },
    keys: block.map(({type, comment, expires}) => {
      const at = expires === undefined ? undefined : parseExpiry(expires, facts.zone)
      return {
        type,
        comment: untrusted(comment),
        expires: at === undefined ? null : new Date(at * 1000).toISOString(),
        expired: at !== undefined && at <= facts.epoch,
      }
    }),
    foreignKeys: [...before, ...after].filter((line) => line.trim() !== '' && !line.trim().startsWith('#')).length,
    boot: describeBoot(name, settings?.hook ?? 'none', facts),
    open: manifest === undefined ? [] : findExposures(name, facts, layout, manifest.settings),
  }
}
