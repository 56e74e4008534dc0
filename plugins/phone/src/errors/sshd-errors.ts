import {errorTable} from '@ops/core/errors'

/** Errors of sshd on a phone: files, boot hooks, and the verification by logins. */
export const sshdErrors = errorTable({
  PHONE_NO_SSHD: {
    message: (phone: string, places: string) => `${phone} has no sshd in ${places}.`,
    hint: () => 'use a ROM that ships OpenSSH (LineageOS does), or run sshd in Termux',
    exit: 'refused',
    meaning: 'ops uses the sshd of the ROM and installs none. Nothing was changed on the phone.',
  },
  PHONE_DATA_LOCKED: {
    message: (phone: string) => `${phone} has not decrypted its storage yet, so /data/ssh cannot be reached.`,
    hint: () => 'unlock the phone once, then run the same command again',
    exit: 'refused',
    meaning: 'After a restart, such a phone decrypts /data only when its owner unlocks it. Nothing was changed on the phone.',
  },
  PHONE_STORAGE_FULL: {
    message: (phone: string, kib: number) => `${phone} has ${kib} KiB free in /data; at least 1024 KiB are needed.`,
    hint: () => 'free at least 1 MiB on the phone',
    exit: 'refused',
    meaning: 'The check is made before the first change, so that a set-up does not stop in the middle. Nothing was changed on the phone.',
  },
  PHONE_NO_SPACE: {
    message: (phone: string, step: string, cause: string) => `${phone} ran out of space while ops ${step}: ${cause}.`,
    hint: () => 'free some space on the phone, then run the same command again; it continues where it stopped',
    exit: 'allFailed',
    meaning: 'Files are written beside the old ones and renamed at the end, so the previous set-up still works.',
  },
  PHONE_READ_ONLY: {
    message: (phone: string, path: string) => `${phone}: ${path} is on a file system that is mounted read-only.`,
    hint: () => 'run adb root && adb remount; if that fails, unlock the bootloader, or run adb disable-verity and restart the phone first',
    exit: 'refused',
    meaning: 'The file was not written. Changes that this command had made before are rolled back.',
  },
  PHONE_FILE_ODD: {
    message: (phone: string, path: string, kind: string) => `${phone}: ${path} is ${kind}; ops does not replace it.`,
    hint: () => 'inspect it with adb shell and move it to another place',
    exit: 'refused',
    meaning: 'ops replaces regular files only, of which it keeps a copy. Nothing was changed on the phone.',
  },
  PHONE_LAYOUT_SET: {
    message: (phone: string, layout: string) => `${phone} is set up with the layout ${layout}.`,
    hint: (phone: string) => `run ops phone sshd ${phone} --remove, then set it up with the other layout`,
    exit: 'refused',
    meaning: 'A phone has one layout at a time. Nothing was changed on the phone.',
  },
  PHONE_PORT_TAKEN: {
    message: (phone: string, port: number) => `${phone}: port ${port} is used by another process.`,
    hint: (_phone: string, port: number) => `choose another port, e.g. --port ${port + 1}`,
    exit: 'refused',
    meaning: 'sshd could not listen on this port. Nothing was changed on the phone.',
  },
  PHONE_STEP_FAILED: {
    message: (phone: string, step: string, cause: string) => `${phone} failed while ops ${step}: ${cause}.`,
    hint: (phone: string) => `ops phone info ${phone}`,
    exit: 'allFailed',
    meaning:
      'A command on the phone failed, or what was read back differs from what was written. Changes that this run had made are rolled back; the message says so.',
  },
  PHONE_CONFIG_REFUSED: {
    message: (phone: string, cause: string) => `${phone}: sshd refuses the new configuration: ${cause}.`,
    hint: () => 'correct the line that the message names',
    exit: 'allFailed',
    meaning: 'sshd -t checked the new configuration before it replaced the old one. The old configuration is still in use.',
  },
  PHONE_VERIFY_FAILED: {
    message: (phone: string, failures: string, _next: string) => `${phone}: ${failures}.`,
    hint: (_phone: string, _failures: string, next: string) => next,
    hintNote: 'take the step of the hint; else run ops phone info PHONE and read "Errors" in docs/phone.md',
    exit: 'allFailed',
    meaning:
      'The files were installed, but a login that must work did not work, or one that must be refused got in. The change is rolled back; the message says so.',
  },
  PHONE_NOT_SET_UP: {
    message: (phone: string) => `${phone} has no sshd that ops set up.`,
    hint: (phone: string) => `ops phone sshd ${phone} --key ~/.ssh/id_ed25519.pub`,
    exit: 'usage',
    meaning: 'This command needs the sshd that ops phone sshd sets up. Nothing was changed on the phone.',
  },
  PHONE_BOOT_UNAVAILABLE: {
    message: (phone: string, hook: string, reason: string) => `${phone} cannot start sshd by ${hook}: ${reason}.`,
    hint: () => 'give --boot auto for the best that the ROM offers',
    exit: 'refused',
    meaning: 'The hook would do nothing on this phone, or it cannot be written. Nothing was changed on the phone.',
  },
})
