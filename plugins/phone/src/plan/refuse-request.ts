import {sshdErrors} from '../errors/sshd-errors.ts'
import {keyErrors} from '../errors/key-errors.ts'
import {binFolders} from '../probe/probe-script.ts'
import {fileAt, type PhoneFacts} from '../facts/phone-facts.ts'
import {emptyFolder, keysFile, layouts, opsFolder, sshFolder} from '../layout/layout.ts'
import {atLeast} from '../facts/openssh-version.ts'
import type {SshdRequest} from './request.ts'

/** Staging, backups and logs together need far less. */
const leastFreeKib = 1024

/** Throws when this phone cannot meet the request, before anything is changed. */
export function refuse(phone: string, facts: PhoneFacts, request: SshdRequest): void {
  const host = {host: phone}
  if (['1', 'trigger_restart_min_framework'].includes(facts.props['vold.decrypt']?.raw ?? ''))
    throw sshdErrors.PHONE_DATA_LOCKED(host, phone)
  if (facts.sshd.length === 0 || facts.sshKeygen.length === 0) throw sshdErrors.PHONE_NO_SSHD(host, phone, binFolders.join(', '))
  if (facts.freeKib < leastFreeKib) throw sshdErrors.PHONE_STORAGE_FULL(host, phone, facts.freeKib)
  for (const path of [keysFile, ...Object.values(layouts).flatMap(({config, script}) => [config, script])]) {
    const {kind} = fileAt(facts, path)
    if (kind === 'folder' || kind === 'other')
      throw sshdErrors.PHONE_FILE_ODD(host, phone, path, kind === 'folder' ? 'a folder' : 'not a regular file')
  }
  for (const path of [sshFolder, emptyFolder, opsFolder])
    if (['file', 'other'].includes(fileAt(facts, path).kind)) throw sshdErrors.PHONE_FILE_ODD(host, phone, path, 'not a folder')
  if (facts.openssh === undefined) return
  const version = facts.openssh.join('.')
  if (typeof request.ttlSeconds === 'number' && !atLeast(facts.openssh, 7, 7)) throw keyErrors.PHONE_TTL_UNSUPPORTED(host, phone, version)
  for (const {type} of request.keys) {
    if (type.startsWith('sk-') && !atLeast(facts.openssh, 8, 2))
      throw keyErrors.PHONE_KEY_TOO_NEW(host, phone, 'does not support security keys (OpenSSH 8.2 added them)', version)
    if (type === 'ssh-rsa' && !atLeast(facts.openssh, 7, 2))
      throw keyErrors.PHONE_KEY_TOO_NEW(host, phone, 'accepts RSA keys only with SHA-1, which current clients do not offer', version)
  }
}
