import {errorTable} from '@ops/core/errors'

/** Errors of becoming root on a phone. */
export const rootErrors = errorTable({
  PHONE_ROOT_PRODUCTION: {
    message: (phone: string) => `${phone} runs a production build (ro.build.type=user), whose adbd cannot become root.`,
    hint: () => 'install a userdebug build of the ROM; without root only an app such as Termux can run sshd',
    exit: 'refused',
    meaning: 'The files of sshd belong to root, so ops cannot set it up on this build. Nothing was changed on the phone.',
  },
  PHONE_ROOT_DISABLED: {
    message: (phone: string) => `${phone} has root access for adb switched off in its settings.`,
    hint: () => 'switch on Settings → System → Developer options → Rooted debugging on the phone; no command can',
    exit: 'refused',
    meaning: 'Only a person with the phone in the hand can allow root for adb. Nothing was changed on the phone.',
  },
  PHONE_ROOT_SILENT: {
    message: (phone: string, ms: number) =>
      `${phone} did not answer the request for root within ${ms / 1000} s; its adb root service is missing or stuck.`,
    hint: () => 'restart the phone; if it still does not answer, the ROM has no adb root service',
    exit: 'unreachable',
    meaning: 'The command adb root would wait forever here; ops stops waiting. No file of the phone was changed.',
  },
  PHONE_ROOT_CLOSED: {
    message: (phone: string) => `${phone} has no root service in its adbd.`,
    hint: () => 'use a ROM whose adbd offers root (LineageOS userdebug)',
    exit: 'refused',
    meaning: 'adbd of this ROM was built without the root service. Nothing was changed on the phone.',
  },
  PHONE_ROOT_REFUSED: {
    message: (phone: string, reply: string) => `${phone} did not become root; adbd replied "${reply}".`,
    hint: (phone: string) => `ops phone info ${phone}`,
    exit: 'refused',
    meaning: 'adbd replied with a text that ops does not know. No file of the phone was changed.',
  },
  PHONE_ROOT_LOST: {
    message: (phone: string, ms: number) => `${phone} restarted adbd as root, and adbd was not back within ${ms / 1000} s.`,
    hint: () => 'run ops phone list to see the state of the phone; accept the key on its screen if it asks',
    exit: 'unreachable',
    meaning: 'adbd accepted the request and restarts, but no connection as root came up in time. No file of the phone was changed.',
  },
})
