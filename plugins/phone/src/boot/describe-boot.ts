import type {PhoneFacts} from '../facts/phone-facts.ts'
import type {HookName} from '../layout/hooks.ts'

export interface BootVerdict {
  hook: HookName | 'none'
  /** Only a restart that was watched would prove it. */
  proved: false
  sentence: string
}

/** What will happen at the next boot, said no better than it is known. `lost`: the hook that was there, and why it is not any more. */
export function bootVerdict(phone: string, hook: HookName | 'none', facts: Pick<PhoneFacts, 'props'>, lost = ''): BootVerdict {
  const unlock = facts.props['ro.crypto.type'] === 'block' ? ' The storage opens only after its password was typed.' : ''
  const sentences: Record<HookName | 'none', string> = {
    none: `sshd will not start by itself after a restart: \`ops phone ensure ${phone}\` starts it once the phone is attached.`,
    magisk: 'Magisk starts sshd after a restart; an update of the ROM keeps it only if Magisk is installed again.',
    userinit: 'the ROM runs userinit.sh at boot, but its SELinux domain sysinit may forbid sshd the network.',
    rc: 'init starts sshd after a restart; an update of the ROM replaces the system partition and with it this file.',
  }
  return {
    hook,
    proved: false,
    sentence: `${lost}${sentences[hook]}${hook === 'none' ? '' : ` Not proved: no restart was watched.`}${unlock}`,
  }
}
