import {sshdErrors} from '../errors/sshd-errors.ts'
import {fileAt, type PhoneFacts} from '../facts/phone-facts.ts'
import {hookText} from './hook-file.ts'
import {type HookName, hookFiles, magiskFolder} from '../layout/hooks.ts'

/** The last Android (9, SDK 28) whose ROM runs userinit.sh. */
const lastUserinit = 28

export interface HookRequest {
  asked: HookName | 'auto' | 'none' | undefined
  kept: HookName | 'none' | undefined
}

/** Takes the asked-for boot hook, else the one that is there, else the best that this ROM offers without a change to its system partition. */
export function chooseHook(phone: string, facts: PhoneFacts, script: string, {asked, kept}: HookRequest): HookName | 'none' {
  const lacks = (hook: HookName) => findHookObstacle(hook, facts, script)
  // Without root some of what a hook needs is unreadable, which does not mean that it is missing.
  if (asked === undefined && kept !== undefined && (kept === 'none' || facts.uid !== 0 || lacks(kept) === undefined)) return kept
  const wish = asked ?? 'auto'
  if (wish === 'auto') return lacks('magisk') === undefined ? 'magisk' : lacks('userinit') === undefined ? 'userinit' : 'none'
  if (wish === 'none') return 'none'
  const why = lacks(wish)
  if (why !== undefined) throw sshdErrors.PHONE_BOOT_UNAVAILABLE({host: phone}, phone, hookFiles[wish], why)
  return wish
}

/** Why a hook would do nothing on this phone, or cannot be written; undefined when it can be used. */
export function findHookObstacle(hook: HookName, facts: PhoneFacts, script: string): string | undefined {
  if (hook === 'magisk') return fileAt(facts, magiskFolder).kind === 'folder' ? undefined : 'Magisk is not installed'
  if (hook === 'userinit') {
    if (facts.sdk > lastUserinit) return `ROMs newer than Android 9 (SDK 28) do not run it; this one has SDK ${facts.sdk}`
    return facts.props['ro.build.type']?.raw === 'user' ? 'production builds do not run it' : undefined
  }
  if (facts.props['ro.debuggable']?.raw !== '1') return 'only debuggable builds let init start a process in the domain su'
  // After a restart the partition is read-only again, and the file that was written before works on.
  const isThere = fileAt(facts, hookFiles.rc).content === hookText('rc', script, undefined)
  return facts.systemWritable || isThere ? undefined : 'the system partition is mounted read-only (adb remount)'
}
