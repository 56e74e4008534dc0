import {errorTable} from '@ops/core/errors'

/** Errors of keys and of their lifetimes. */
export const keyErrors = errorTable({
  PHONE_KEY_NEEDED: {
    message: (phone: string) => `${phone}: no public key was given, so no login would be possible.`,
    hint: () => 'give --key ~/.ssh/id_ed25519.pub, or set key of the phone in the inventory',
    exit: 'usage',
    meaning: 'Neither --key nor key: in the inventory names a public key, so no login could be verified. Nothing was changed on the phone.',
  },
  PHONE_KEY_UNREADABLE: {
    message: (file: string, cause: string) => `The key file ${file} cannot be read: ${cause}.`,
    hint: () => 'name a public key file with --key, or as key of the phone in the inventory',
    exit: 'usage',
    meaning: 'No phone was changed.',
  },
  PHONE_KEY_PRIVATE: {
    message: (file: string) => `${file} holds a private key; ops installs public keys only.`,
    hint: (file: string) => `give the public half: --key ${file}.pub`,
    exit: 'usage',
    meaning: 'A private key must not leave this machine. It was not copied anywhere.',
  },
  PHONE_KEY_BAD: {
    message: (file: string, cause: string) => `${file} holds no usable public key: ${cause}.`,
    hint: () => 'ssh-keygen -t ed25519',
    exit: 'usage',
    meaning: 'Each line of the file must be a public key as ssh-keygen writes it. No phone was changed.',
  },
  PHONE_KEY_WEAK: {
    message: (file: string, reason: string) => `${file} is refused: ${reason}.`,
    hint: () => 'ssh-keygen -t ed25519',
    exit: 'refused',
    meaning: 'DSA keys and short RSA keys are no longer safe. No phone was changed.',
  },
  PHONE_KEY_UNUSABLE: {
    message: (phone: string, files: string) =>
      `${phone}: no login can be verified, because this machine can use the private half of none of ${files}.`,
    hint: () => 'run ssh-add for the key, or run ops on the machine that has the private half',
    exit: 'refused',
    meaning:
      'ops installs a key only if it can log in with it afterwards. It looks for the private half beside the .pub file, without a passphrase, and in the ssh agent; nothing was changed on the phone.',
  },
  PHONE_KEY_TOO_NEW: {
    message: (phone: string, reason: string, version: string) => `${phone} runs OpenSSH ${version}, which ${reason}.`,
    hint: () => 'use an ed25519 key',
    exit: 'refused',
    meaning: 'The key would be installed and would never get in. Nothing was changed on the phone.',
  },
  PHONE_TTL_UNSUPPORTED: {
    message: (phone: string, version: string) =>
      `${phone} runs OpenSSH ${version}, whose authorized_keys has no expiry-time (OpenSSH 7.7 added it).`,
    hint: () => 'leave --ttl out, and remove the key later with --remove --key FILE.pub',
    exit: 'refused',
    meaning: 'The phone could not enforce the lifetime, so the key was not installed. Nothing was changed on the phone.',
  },
  PHONE_TTL_BAD: {
    message: (ttl: string) => `--ttl ${ttl} is not between one second and a hundred years.`,
    hint: () => 'give --ttl none for a key that does not expire',
    exit: 'usage',
    meaning: 'The year of an expiry time has four digits. No phone was changed.',
  },
  PHONE_TTL_ELSEWHERE: {
    message: (phone: string, key: string, file: string) =>
      `${phone}: the key ${key} is also in a line of ${file} that ops did not write, so it would not expire.`,
    hint: () => 'remove that line first; ops changes only its own lines',
    exit: 'refused',
    meaning: 'The other line gives the same key access without an end. Nothing was changed on the phone.',
  },
})
