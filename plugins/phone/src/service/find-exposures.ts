import {keysFile, type Layout} from '../layout/layout.ts'
import type {PhoneFacts} from '../facts/phone-facts.ts'
import type {Settings} from '../manifest/manifest.ts'
import {ownProcess} from '../plan/plan-process.ts'

/** Ways into the phone that remain open after a set-up. */
export function findExposures(phone: string, facts: PhoneFacts, layout: Layout, settings: Pick<Settings, 'listen' | 'port'>): string[] {
  const exposures: string[] = []
  const read = (name: string) => facts.props[name]?.raw
  const isDebuggable = read('ro.debuggable') === '1'
  if (read('ro.boot.verifiedbootstate') === 'orange' || read('ro.boot.flash.locked') === '0')
    exposures.push('the bootloader is unlocked: a person with the phone in the hand can change its system.')
  if (isDebuggable) exposures.push('the build is debuggable: adb on an authorised machine can become root.')
  if (facts.uid === 0) exposures.push('adbd runs as root now; `adb unroot` ends that.')
  if (facts.selinux.raw === 'Permissive') exposures.push('SELinux is permissive: it logs violations and forbids nothing.')
  else if (isDebuggable) exposures.push('a session that root adb started stays in the SELinux domain su, which forbids nothing.')
  if (!settings.listen.every((address) => address.startsWith('127.') || address === '::1') || settings.listen.length === 0) {
    exposures.push(
      `sshd listens on ${settings.listen.join(', ') || 'every address'}, port ${settings.port}: every machine in the phone's network can try to log in.`,
    )
  }
  const own = ownProcess(facts, layout)
  const others = facts.processes.filter(
    ({pid, command: {raw: command}}) =>
      pid !== own?.pid && !command.includes(layout.config) && /(^|\/)sshd( |$)/.test(command.replace(/^sshd: /, '')),
  )
  for (const {pid, command} of others)
    exposures.push(
      `another sshd runs (pid ${pid}: ${command}); if it reads ${keysFile}, the keys of ops get in there too, on a debuggable build also as root.`,
    )
  for (const name of facts.others) exposures.push(`${name} is installed; it may run an sshd of its own.`)
  return exposures.map((exposure) => `${phone}: ${exposure}`)
}
