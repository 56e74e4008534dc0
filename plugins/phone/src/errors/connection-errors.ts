import {errorTable} from '@ops/core/errors'

/** Errors of the way to a phone: the adb server, the phone itself, and root on it. */
export const connectionErrors = errorTable({
  PHONE_ADB_MISSING: {
    message: () => 'adb is not installed, so the adb server cannot be started.',
    hint: () => 'apt install adb',
    exit: 'unreachable',
  },
  PHONE_ADB_ADDRESS_BAD: {
    message: (variable: string, value: string) => `${variable}=${value} is not the address of an adb server that ops can connect to.`,
    hint: () => 'set ADB_SERVER_SOCKET=tcp:HOST:PORT or ANDROID_ADB_SERVER_PORT=PORT, or unset both',
    exit: 'usage',
  },
  PHONE_ADB_SERVER_SILENT: {
    message: (server: string, cause: string) => `The adb server at ${server} does not answer: ${cause}.`,
    hint: () => 'run adb start-server; set ANDROID_ADB_SERVER_PORT if it listens on another port',
    exit: 'unreachable',
  },
  PHONE_UNKNOWN: {
    message: (names: string, meant?: string) =>
      `${names}: neither a phone of the inventory nor the serial of an attached phone.${meant === undefined ? '' : ` Did you mean "${meant}"?`}`,
    hint: () => 'ops phone list',
    exit: 'usage',
  },
  PHONE_ABSENT: {
    message: (phone: string, serial: string) => `${phone} is not attached: adb does not list ${serial}.`,
    hint: () => 'plug it in and switch on USB debugging, then run ops phone list',
    exit: 'unreachable',
  },
  PHONE_NOT_READY: {
    message: (phone: string, sentence: string, _next: string) => `${phone}: ${sentence}`,
    hint: (_phone: string, _sentence: string, next: string) => next,
    exit: 'unreachable',
  },
  PHONE_AMBIGUOUS: {
    message: (phone: string, model: string, serials: string) => `${phone} could be any of ${serials}: each is of model ${model}.`,
    hint: () => 'give the phone its serial in the inventory',
    exit: 'usage',
  },
  PHONE_SLOW: {
    message: (phone: string, step: string, ms: number) => `${phone} did not answer within ${ms / 1000} s while ops ${step}.`,
    hint: () => 'unplug and replug the phone or run adb reconnect, then run the same command again; it continues where it stopped',
    exit: 'unreachable',
  },
  PHONE_GONE: {
    message: (phone: string, step: string, cause: string) => `${phone} disconnected while ops ${step}: ${cause}.`,
    hint: () => 'run the same command again; it continues where it stopped',
    exit: 'unreachable',
  },
  PHONE_PORT_CLOSED: {
    message: (phone: string, port: number) => `${phone} has no process that listens on port ${port}.`,
    hint: (phone: string) => `ops phone ensure ${phone}`,
    exit: 'unreachable',
  },
  PHONE_REMOTE_FAILED: {
    message: (phone: string, code: number) =>
      code === 255
        ? `ssh to ${phone} failed, or the command ended with exit code 255.`
        : `The command on ${phone} ended with exit code ${code}.`,
    exit: 'allFailed',
  },
  PHONE_ROOT_PRODUCTION: {
    message: (phone: string) => `${phone} runs a production build (ro.build.type=user), whose adbd cannot become root.`,
    hint: () => 'install a userdebug build of the ROM; without root only an app such as Termux can run sshd',
    exit: 'refused',
  },
  PHONE_ROOT_DISABLED: {
    message: (phone: string) => `${phone} has root access for adb switched off in its settings.`,
    hint: () => 'switch on Settings → System → Developer options → Rooted debugging on the phone; no command can',
    exit: 'refused',
  },
  PHONE_ROOT_SILENT: {
    message: (phone: string, ms: number) =>
      `${phone} did not answer the request for root within ${ms / 1000} s; its adb root service is missing or stuck.`,
    hint: () => 'restart the phone; if it still does not answer, the ROM has no adb root service',
    exit: 'unreachable',
  },
  PHONE_ROOT_CLOSED: {
    message: (phone: string) => `${phone} has no root service in its adbd.`,
    hint: () => 'use a ROM whose adbd offers root (LineageOS userdebug)',
    exit: 'refused',
  },
  PHONE_ROOT_REFUSED: {
    message: (phone: string, reply: string) => `${phone} did not become root; adbd replied "${reply}".`,
    hint: (phone: string) => `ops phone info ${phone}`,
    exit: 'refused',
  },
  PHONE_ROOT_LOST: {
    message: (phone: string, ms: number) => `${phone} restarted adbd as root, which was not back within ${ms / 1000} s.`,
    hint: () => 'run ops phone list for its state; accept the key on its screen if it asks',
    exit: 'unreachable',
  },
  PHONE_NOT_ANDROID: {
    message: (phone: string, cause: string) => `${phone} returned no valid report of the probe: ${cause}.`,
    hint: (phone: string) => `adb -s ${phone} shell getprop ro.build.version.sdk`,
    exit: 'allFailed',
  },
  PHONE_LAB_NOT_BOOTED: {
    message: (serial: string, ms: number) => `The lab phone ${serial} did not boot within ${ms / 1000} s.`,
    hint: () => 'read phone/phone.log in the folder of the lab',
    exit: 'internal',
  },
  PHONE_LAB_NEEDS_ROOT: {
    message: () => 'A lab phone needs namespaces and mounts, which only root can make.',
    hint: () => 'sudo ops lab up --with phone',
    exit: 'refused',
  },
})
