import {errorTable} from '@ops/core/errors'

/** Errors of sshd on a phone: keys, files, boot hooks, and the verification by logins. */
export const sshdErrors = errorTable({
  PHONE_NO_SSHD: {
    message: (phone: string, places: string) => `${phone} has no sshd in ${places}.`,
    hint: () => 'use a ROM that ships OpenSSH (LineageOS does), or run sshd in Termux',
    exit: 'refused',
  },
  PHONE_DATA_LOCKED: {
    message: (phone: string) => `${phone} has not decrypted its storage yet, so /data/ssh cannot be reached.`,
    hint: () => 'unlock the phone once, then run the same command again',
    exit: 'refused',
  },
  PHONE_STORAGE_FULL: {
    message: (phone: string, kib: number) => `${phone} has ${kib} KiB free in /data; at least 1024 KiB are needed.`,
    hint: () => 'free at least 1 MiB on the phone',
    exit: 'refused',
  },
  PHONE_NO_SPACE: {
    message: (phone: string, step: string, cause: string) => `${phone} ran out of space while ops ${step}: ${cause}.`,
    hint: () => 'free some space on the phone, then run the same command again; it continues where it stopped',
    exit: 'allFailed',
  },
  PHONE_READ_ONLY: {
    message: (phone: string, path: string) => `${phone}: ${path} is on a file system that is mounted read-only.`,
    hint: () => 'adb root && adb remount (needs an unlocked bootloader; may need adb disable-verity and a restart first)',
    exit: 'refused',
  },
  PHONE_KEY_NEEDED: {
    message: (phone: string) => `${phone}: no public key was given, so no login would be possible.`,
    hint: () => 'give --key ~/.ssh/id_ed25519.pub, or key: in the inventory',
    exit: 'usage',
  },
  PHONE_KEY_UNREADABLE: {
    message: (file: string, cause: string) => `The key file ${file} cannot be read: ${cause}.`,
    exit: 'usage',
  },
  PHONE_KEY_PRIVATE: {
    message: (file: string) => `${file} holds a private key; ops installs public keys only.`,
    hint: (file: string) => `--key ${file}.pub`,
    exit: 'usage',
  },
  PHONE_KEY_BAD: {
    message: (file: string, cause: string) => `${file} holds no usable public key: ${cause}.`,
    hint: () => 'ssh-keygen -t ed25519',
    exit: 'usage',
  },
  PHONE_KEY_WEAK: {
    message: (file: string, reason: string) => `${file} is refused: ${reason}.`,
    hint: () => 'ssh-keygen -t ed25519',
    exit: 'refused',
  },
  PHONE_KEY_UNUSABLE: {
    message: (phone: string, files: string) =>
      `${phone}: no login can be verified, because this machine can use the private half of none of ${files}.`,
    hint: () => 'run ssh-add for the key, or run ops where the private half is',
    exit: 'refused',
  },
  PHONE_KEY_TOO_NEW: {
    message: (phone: string, reason: string, version: string) => `${phone} runs OpenSSH ${version}, which ${reason}.`,
    hint: () => 'use an ed25519 key',
    exit: 'refused',
  },
  PHONE_TTL_UNSUPPORTED: {
    message: (phone: string, version: string) =>
      `${phone} runs OpenSSH ${version}, whose authorized_keys has no expiry-time (OpenSSH 7.7 added it).`,
    hint: () => 'leave --ttl out, and remove the key later with --remove --key FILE.pub',
    exit: 'refused',
  },
  PHONE_TTL_BAD: {
    message: (ttl: string) => `--ttl ${ttl} is not between one second and a hundred years.`,
    hint: () => 'give --ttl none for a key that does not expire',
    exit: 'usage',
  },
  PHONE_TTL_ELSEWHERE: {
    message: (phone: string, key: string, file: string) =>
      `${phone}: the key ${key} is also in a line of ${file} that ops did not write, so it would not expire.`,
    hint: () => 'remove that line first; ops changes only its own lines',
    exit: 'refused',
  },
  PHONE_FILE_ODD: {
    message: (phone: string, path: string, kind: string) => `${phone}: ${path} is ${kind}; ops does not replace it.`,
    hint: () => 'inspect it with adb shell and move it to another place',
    exit: 'refused',
  },
  PHONE_LAYOUT_SET: {
    message: (phone: string, layout: string) => `${phone} is set up with the layout ${layout}.`,
    hint: (phone: string) => `run ops phone sshd ${phone} --remove, then set it up with the other layout`,
    exit: 'refused',
  },
  PHONE_PORT_TAKEN: {
    message: (phone: string, port: number) => `${phone}: port ${port} is used by another process.`,
    hint: (_phone: string, port: number) => `--port ${port + 1}`,
    exit: 'refused',
  },
  PHONE_STEP_FAILED: {
    message: (phone: string, step: string, cause: string) => `${phone} failed while ops ${step}: ${cause}.`,
    hint: (phone: string) => `ops phone info ${phone}`,
    exit: 'allFailed',
  },
  PHONE_CONFIG_REFUSED: {
    message: (phone: string, cause: string) => `${phone}: sshd refuses the new configuration: ${cause}.`,
    hint: () => 'nothing was changed on the phone; correct the line that the message names',
    exit: 'allFailed',
  },
  PHONE_VERIFY_FAILED: {
    message: (phone: string, failures: string, _next: string) => `${phone}: ${failures}.`,
    hint: (_phone: string, _failures: string, next: string) => next,
    exit: 'allFailed',
  },
  PHONE_NOT_SET_UP: {
    message: (phone: string) => `${phone} has no sshd that ops set up.`,
    hint: (phone: string) => `ops phone sshd ${phone} --key ~/.ssh/id_ed25519.pub`,
    exit: 'usage',
  },
  PHONE_BOOT_UNAVAILABLE: {
    message: (phone: string, hook: string, reason: string) => `${phone} cannot start sshd by ${hook}: ${reason}.`,
    hint: () => 'give --boot auto for the best that the ROM offers',
    exit: 'refused',
  },
})
