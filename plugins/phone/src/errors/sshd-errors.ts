import {errorTable} from '@ops/core/errors'

/** Errors of sshd on a phone: keys, files, boot hooks, and the proof by logins. */
export const sshdErrors = errorTable({
  PHONE_NO_SSHD: {
    message: (phone: string, places: string) => `${phone} has no sshd: looked in ${places}.`,
    hint: () => 'use a ROM that ships OpenSSH (LineageOS does), or run sshd in Termux',
    exit: 'refused',
  },
  PHONE_DATA_LOCKED: {
    message: (phone: string) => `${phone} has not decrypted its storage yet, so /data/ssh cannot be reached.`,
    hint: () => 'unlock the phone once, then the same command again',
    exit: 'refused',
  },
  PHONE_STORAGE_FULL: {
    message: (phone: string, kib: number) => `${phone} has ${kib} KiB left in /data, too little to write safely.`,
    hint: () => 'free at least 1 MiB on the phone',
    exit: 'refused',
  },
  PHONE_NO_SPACE: {
    message: (phone: string, step: string, said: string) => `${phone} ran out of space while ops ${step}: ${said}.`,
    hint: () => 'free some space there, then the same command again: it goes on where it stopped',
    exit: 'allFailed',
  },
  PHONE_READ_ONLY: {
    message: (phone: string, path: string) => `${phone}: ${path} is on a file system that is mounted read-only.`,
    hint: () => 'adb root && adb remount (needs an unlocked bootloader; may want adb disable-verity and a restart first)',
    exit: 'refused',
  },
  PHONE_KEY_NEEDED: {
    message: (phone: string) => `No public key is known for ${phone}, so nobody could log in.`,
    hint: () => '--key ~/.ssh/id_ed25519.pub, or key: in the inventory',
    exit: 'usage',
  },
  PHONE_KEY_UNREADABLE: {
    message: (file: string, cause: string) => `The key file ${file} cannot be read: ${cause}.`,
    exit: 'usage',
  },
  PHONE_KEY_PRIVATE: {
    message: (file: string) => `${file} holds a private key; only the public half may leave this machine.`,
    hint: (file: string) => `--key ${file}.pub`,
    exit: 'usage',
  },
  PHONE_KEY_BAD: {
    message: (file: string, cause: string) => `${file} holds no usable public key: ${cause}.`,
    hint: () => 'ssh-keygen -t ed25519',
    exit: 'usage',
  },
  PHONE_KEY_WEAK: {
    message: (file: string, what: string) => `${file} is refused: ${what}.`,
    hint: () => 'ssh-keygen -t ed25519',
    exit: 'refused',
  },
  PHONE_KEY_UNUSABLE: {
    message: (phone: string, files: string) => `No private half of ${files} can be used here, so a login to ${phone} cannot be proved.`,
    hint: () => 'ssh-add the key, or run ops where its private half is',
    exit: 'refused',
  },
  PHONE_KEY_TOO_NEW: {
    message: (phone: string, what: string, version: string) => `${phone} runs OpenSSH ${version}, which ${what}.`,
    hint: () => 'use an ed25519 key',
    exit: 'refused',
  },
  PHONE_TTL_UNSUPPORTED: {
    message: (phone: string, version: string) =>
      `${phone} runs OpenSSH ${version}, whose authorized_keys knows no expiry-time (since 7.7).`,
    hint: () => 'leave --ttl out, and take the key away with --remove',
    exit: 'refused',
  },
  PHONE_TTL_BAD: {
    message: (ttl: string) => `--ttl ${ttl} is not between a second and a hundred years.`,
    hint: () => '--ttl none lets the key in for good',
    exit: 'usage',
  },
  PHONE_TTL_ELSEWHERE: {
    message: (phone: string, key: string, file: string) =>
      `${phone} lets the key ${key} in by another line of ${file} too, which --ttl does not reach.`,
    hint: () => 'take that line away first; ops changes only its own',
    exit: 'refused',
  },
  PHONE_FILE_ODD: {
    message: (phone: string, path: string, what: string) => `${phone}: ${path} is ${what}, and ops will not touch it.`,
    hint: () => 'look at it with adb shell and move it out of the way',
    exit: 'refused',
  },
  PHONE_LAYOUT_SET: {
    message: (phone: string, layout: string) => `${phone} is set up with the layout ${layout}.`,
    hint: (phone: string) => `ops phone sshd ${phone} --remove, then set it up with the other layout`,
    exit: 'refused',
  },
  PHONE_PORT_TAKEN: {
    message: (phone: string, port: number) => `${phone} has something else that listens on port ${port}.`,
    hint: (_phone: string, port: number) => `--port ${port + 1}`,
    exit: 'refused',
  },
  PHONE_STEP_FAILED: {
    message: (phone: string, step: string, said: string) => `${phone} failed while ops ${step}: ${said}.`,
    hint: (phone: string) => `ops phone info ${phone}`,
    exit: 'allFailed',
  },
  PHONE_CONFIG_REFUSED: {
    message: (phone: string, said: string) => `${phone}: its sshd refuses the new configuration: ${said}.`,
    hint: () => 'nothing was changed; the sentence names the line',
    exit: 'allFailed',
  },
  PHONE_VERIFY_FAILED: {
    message: (phone: string, what: string, _next: string) => `${phone}: ${what}.`,
    hint: (_phone: string, _what: string, next: string) => next,
    exit: 'allFailed',
  },
  PHONE_NOT_SET_UP: {
    message: (phone: string) => `${phone} has no sshd that ops set up.`,
    hint: (phone: string) => `ops phone sshd ${phone} --key ~/.ssh/id_ed25519.pub`,
    exit: 'usage',
  },
  PHONE_BOOT_UNAVAILABLE: {
    message: (phone: string, hook: string, why: string) => `${phone} cannot start sshd by ${hook}: ${why}.`,
    hint: () => '--boot auto takes what the ROM offers',
    exit: 'refused',
  },
})
