import {errorTable} from '@ops/core/errors'

/** Every sentence that this plugin ends with: what is wrong with which phone, and what to do next. */
export const phoneErrors = errorTable({
  ADB_MISSING: {
    message: () => 'The adb program is not installed, so no adb server can be started.',
    hint: () => 'apt install adb',
    exit: 'unreachable',
  },
  ADB_ADDRESS_BAD: {
    message: (variable: string, value: string) => `${variable}=${value} names no adb server that ops can reach.`,
    hint: () => 'ADB_SERVER_SOCKET=tcp:HOST:PORT or ANDROID_ADB_SERVER_PORT=PORT, or leave both out',
    exit: 'usage',
  },
  ADB_SERVER_SILENT: {
    message: (server: string, cause: string) => `No adb server answers at ${server}: ${cause}.`,
    hint: () => 'adb start-server; ANDROID_ADB_SERVER_PORT names another port',
    exit: 'unreachable',
  },
  PHONE_UNKNOWN: {
    message: (names: string) => `${names}: neither a phone of the inventory nor the serial of an attached one.`,
    hint: () => 'ops phone list',
    exit: 'usage',
  },
  PHONE_ABSENT: {
    message: (phone: string, serial: string) => `${phone} is not attached: adb does not list ${serial}.`,
    hint: () => 'plug it in, switch on USB debugging, then ops phone list',
    exit: 'unreachable',
  },
  PHONE_NOT_READY: {
    message: (phone: string, sentence: string, _next: string) => `${phone}: ${sentence}`,
    hint: (_phone: string, _sentence: string, next: string) => next,
    exit: 'unreachable',
  },
  PHONE_AMBIGUOUS: {
    message: (phone: string, model: string, serials: string) => `${phone} could be any of ${serials}: all of model ${model}.`,
    hint: () => 'give the phone its serial in the inventory',
    exit: 'usage',
  },
  PHONE_SLOW: {
    message: (phone: string, what: string, ms: number) => `${phone} did not answer within ${ms / 1000} s while ops ${what}.`,
    hint: () => 'unplug and replug it, or adb reconnect, then the same command again: it goes on where it stopped',
    exit: 'unreachable',
  },
  PHONE_GONE: {
    message: (phone: string, what: string, cause: string) => `${phone} went away while ops ${what}: ${cause}.`,
    hint: () => 'the same command again: it goes on where it stopped',
    exit: 'unreachable',
  },
  PHONE_PORT_CLOSED: {
    message: (phone: string, port: number) => `${phone} has nothing that listens on port ${port}.`,
    hint: (phone: string) => `ops phone ensure ${phone}`,
    exit: 'unreachable',
  },
  REMOTE_FAILED: {
    message: (phone: string, code: number) =>
      code === 255 ? `ssh to ${phone} failed, or the command ended with 255.` : `The command on ${phone} ended with ${code}.`,
    exit: 'allFailed',
  },
  ROOT_PRODUCTION: {
    message: (phone: string) => `${phone} runs a production build (ro.build.type=user), whose adbd cannot become root.`,
    hint: () => 'install a userdebug build of the ROM; without root only an app such as Termux can run sshd',
    exit: 'refused',
  },
  ROOT_DISABLED: {
    message: (phone: string) => `${phone} has root for adb switched off in its settings.`,
    hint: () => 'on the phone: Settings → System → Developer options → Rooted debugging; nothing but the phone itself can switch it on',
    exit: 'refused',
  },
  ROOT_SILENT: {
    message: (phone: string, ms: number) =>
      `${phone} did not answer the request for root within ${ms / 1000} s; its adb root service is missing or stuck.`,
    hint: () => 'restart the phone; if it stays silent, the ROM has no adb root service',
    exit: 'unreachable',
  },
  ROOT_CLOSED: {
    message: (phone: string) => `${phone} has no root service in its adbd.`,
    hint: () => 'use a ROM whose adbd offers root (LineageOS userdebug)',
    exit: 'refused',
  },
  ROOT_REFUSED: {
    message: (phone: string, reply: string) => `${phone} did not become root; it said "${reply}".`,
    hint: (phone: string) => `ops phone info ${phone}`,
    exit: 'refused',
  },
  ROOT_LOST: {
    message: (phone: string, ms: number) => `${phone} restarted adbd as root and was not back within ${ms / 1000} s.`,
    hint: () => 'ops phone list shows its state; accept the key on its screen if it asks',
    exit: 'unreachable',
  },
  PHONE_NOT_ANDROID: {
    message: (phone: string, cause: string) => `${phone} answered the probe with something else than a report: ${cause}.`,
    hint: (phone: string) => `adb -s ${phone} shell getprop ro.build.version.sdk`,
    exit: 'allFailed',
  },
  NO_SSHD: {
    message: (phone: string, places: string) => `${phone} has no sshd: looked in ${places}.`,
    hint: () => 'use a ROM that ships OpenSSH (LineageOS does), or run sshd in Termux',
    exit: 'refused',
  },
  DATA_LOCKED: {
    message: (phone: string) => `${phone} has not decrypted its storage yet, so /data/ssh cannot be reached.`,
    hint: () => 'unlock the phone once, then the same command again',
    exit: 'refused',
  },
  STORAGE_FULL: {
    message: (phone: string, kib: number) => `${phone} has ${kib} KiB left in /data, too little to write safely.`,
    hint: () => 'free at least 1 MiB on the phone',
    exit: 'refused',
  },
  NO_SPACE: {
    message: (phone: string, step: string, said: string) => `${phone} ran out of space while ops ${step}: ${said}.`,
    hint: () => 'free some space there, then the same command again: it goes on where it stopped',
    exit: 'allFailed',
  },
  READ_ONLY: {
    message: (phone: string, path: string) => `${phone}: ${path} is on a file system that is mounted read-only.`,
    hint: () => 'adb root && adb remount (needs an unlocked bootloader; may want adb disable-verity and a restart first)',
    exit: 'refused',
  },
  KEY_NEEDED: {
    message: (phone: string) => `No public key is known for ${phone}, so nobody could log in.`,
    hint: () => '--key ~/.ssh/id_ed25519.pub, or key: in the inventory',
    exit: 'usage',
  },
  KEY_UNREADABLE: {
    message: (file: string, cause: string) => `The key file ${file} cannot be read: ${cause}.`,
    exit: 'usage',
  },
  KEY_PRIVATE: {
    message: (file: string) => `${file} holds a private key; only the public half may leave this machine.`,
    hint: (file: string) => `--key ${file}.pub`,
    exit: 'usage',
  },
  KEY_BAD: {
    message: (file: string, cause: string) => `${file} holds no usable public key: ${cause}.`,
    hint: () => 'ssh-keygen -t ed25519',
    exit: 'usage',
  },
  KEY_WEAK: {
    message: (file: string, what: string) => `${file} is refused: ${what}.`,
    hint: () => 'ssh-keygen -t ed25519',
    exit: 'refused',
  },
  KEY_UNUSABLE: {
    message: (phone: string, files: string) => `No private half of ${files} can be used here, so a login to ${phone} cannot be proved.`,
    hint: () => 'ssh-add the key, or run ops where its private half is',
    exit: 'refused',
  },
  KEY_TOO_NEW: {
    message: (phone: string, what: string, version: string) => `${phone} runs OpenSSH ${version}, which ${what}.`,
    hint: () => 'use an ed25519 key',
    exit: 'refused',
  },
  TTL_UNSUPPORTED: {
    message: (phone: string, version: string) =>
      `${phone} runs OpenSSH ${version}, whose authorized_keys knows no expiry-time (since 7.7).`,
    hint: () => 'leave --ttl out, and take the key away with --remove',
    exit: 'refused',
  },
  TTL_BAD: {
    message: (ttl: string) => `--ttl ${ttl} is not between a second and a hundred years.`,
    hint: () => '--ttl none lets the key in for good',
    exit: 'usage',
  },
  TTL_ELSEWHERE: {
    message: (phone: string, key: string, file: string) =>
      `${phone} lets the key ${key} in by another line of ${file} too, which --ttl does not reach.`,
    hint: () => 'take that line away first; ops changes only its own',
    exit: 'refused',
  },
  FILE_ODD: {
    message: (phone: string, path: string, what: string) => `${phone}: ${path} is ${what}, and ops will not touch it.`,
    hint: () => 'look at it with adb shell and move it out of the way',
    exit: 'refused',
  },
  LAYOUT_SET: {
    message: (phone: string, layout: string) => `${phone} is set up with the layout ${layout}.`,
    hint: (phone: string) => `ops phone sshd ${phone} --remove, then set it up with the other layout`,
    exit: 'refused',
  },
  PORT_TAKEN: {
    message: (phone: string, port: number) => `${phone} has something else that listens on port ${port}.`,
    hint: (_phone: string, port: number) => `--port ${port + 1}`,
    exit: 'refused',
  },
  STEP_FAILED: {
    message: (phone: string, step: string, said: string) => `${phone} failed while ops ${step}: ${said}.`,
    hint: (phone: string) => `ops phone info ${phone}`,
    exit: 'allFailed',
  },
  CONFIG_REFUSED: {
    message: (phone: string, said: string) => `${phone}: its sshd refuses the new configuration: ${said}.`,
    hint: () => 'nothing was changed; the sentence names the line',
    exit: 'allFailed',
  },
  VERIFY_FAILED: {
    message: (phone: string, what: string, _next: string) => `${phone}: ${what}.`,
    hint: (_phone: string, _what: string, next: string) => next,
    exit: 'allFailed',
  },
  NOT_SET_UP: {
    message: (phone: string) => `${phone} has no sshd that ops set up.`,
    hint: (phone: string) => `ops phone sshd ${phone} --key ~/.ssh/id_ed25519.pub`,
    exit: 'usage',
  },
  LAB_NEEDS_ROOT: {
    message: () => 'A lab phone needs namespaces and mounts, and this user may not make them.',
    hint: () => 'sudo ops lab up --with phone',
    exit: 'refused',
  },
  BOOT_UNAVAILABLE: {
    message: (phone: string, hook: string, why: string) => `${phone} cannot start sshd by ${hook}: ${why}.`,
    hint: () => '--boot auto takes what the ROM offers',
    exit: 'refused',
  },
})
