import type {PhoneFacts} from '../facts/phone-facts.ts'
import type {HookName} from '../layout/hooks.ts'

export interface BootReport {
  hook: HookName | 'none'
  /** Only an observed restart would prove it. */
  proved: false
  sentence: string
}

/** What starts sshd at the next boot, as far as that is known. `lost`: a sentence about a hook that no longer works. */
export function describeBoot(phone: string, hook: HookName | 'none', facts: Pick<PhoneFacts, 'props'>, lost = ''): BootReport {
  const unlock = facts.props['ro.crypto.type']?.raw === 'block' ? ' The storage is decrypted only after its password was typed.' : ''
  const sentences: Record<HookName | 'none', string> = {
    none: `nothing on the phone starts sshd after a restart; run \`ops phone ensure ${phone}\` when the phone is attached.`,
    magisk: 'Magisk starts sshd after a restart; an update of the ROM keeps it only if Magisk is installed again.',
    userinit: 'the ROM runs userinit.sh at boot, but its SELinux domain sysinit may forbid sshd the network.',
    rc: 'init starts sshd after a restart; an update of the ROM replaces the system partition and with it this file.',
  }
  return {
    hook,
    proved: false,
    sentence: `${lost}${sentences[hook]}${hook === 'none' ? '' : ` Not verified: no restart was observed.`}${unlock}`,
  }
}
