import {keysFile, type Layout} from '../layout/layout.ts'
import type {PhoneFacts} from '../facts/phone-facts.ts'
import type {Settings} from '../manifest/manifest.ts'
import {ownProcess} from '../plan/plan-process.ts'

/** What stays open on this phone although everything was done: said, never left out. */
export function openDoors(phone: string, facts: PhoneFacts, layout: Layout, settings: Pick<Settings, 'listen' | 'port'>): string[] {
  const doors: string[] = []
  const {'ro.boot.verifiedbootstate': state, 'ro.boot.flash.locked': locked, 'ro.debuggable': debuggable} = facts.props
  if (state === 'orange' || locked === '0') doors.push('its bootloader is unlocked: whoever holds the phone can change its system.')
  if (debuggable === '1') doors.push('its build is debuggable: adb on an authorised machine can become root.')
  if (facts.uid === 0) doors.push('adbd runs as root now; `adb unroot` takes that back.')
  if (facts.selinux === 'Permissive') doors.push('SELinux only warns.')
  else if (debuggable === '1') doors.push('a session that root adb started stays in the SELinux domain su, which forbids nothing.')
  if (!settings.listen.every((address) => address.startsWith('127.') || address === '::1') || settings.listen.length === 0) {
    doors.push(
      `sshd listens on ${settings.listen.join(', ') || 'every address'}, port ${settings.port}: whoever reaches the phone's network can try to log in.`,
    )
  }
  const own = ownProcess(facts, layout)
  const others = facts.processes.filter(
    ({pid, command}) => pid !== own?.pid && !command.includes(layout.config) && /(^|\/)sshd( |$)/.test(command.replace(/^sshd: /, '')),
  )
  for (const {pid, command} of others)
    doors.push(
      `another sshd runs (pid ${pid}: ${command}); if it reads ${keysFile}, ops' keys open it too, and root with it on a debuggable build.`,
    )
  for (const name of facts.others) doors.push(`${name} is installed; it may run an sshd of its own.`)
  return doors.map((door) => `${phone}: ${door}`)
}
