import {errorTable} from '@ops/core/errors'

/** Errors of reaching a phone: the adb server, the phone itself, and the lab phone. */
export const connectionErrors = errorTable({
  PHONE_ADB_MISSING: {
    message: () => 'adb is not installed, so the adb server cannot be started.',
    hint: () => 'apt install adb',
    exit: 'unreachable',
    meaning: 'Every way to a phone goes through the adb server of this machine. No phone was contacted.',
  },
  PHONE_ADB_ADDRESS_BAD: {
    message: (variable: string, value: string) => `${variable}=${value} is not the address of an adb server that ops can connect to.`,
    hint: () => 'set ADB_SERVER_SOCKET=tcp:HOST:PORT or ANDROID_ADB_SERVER_PORT=PORT, or unset both',
    exit: 'usage',
    meaning: 'ops uses the same variables as adb itself. No phone was contacted.',
  },
  PHONE_ADB_SERVER_SILENT: {
    message: (server: string, cause: string) => `The adb server at ${server} does not answer: ${cause}.`,
    hint: () => 'run adb start-server; set ANDROID_ADB_SERVER_PORT if it listens on another port',
    exit: 'unreachable',
    meaning: 'ops starts an adb server on this machine when none listens, and waits a limited time for an answer. No phone was contacted.',
  },
  PHONE_UNKNOWN: {
    message: (names: string, meant?: string) =>
      `${names}: neither a phone of the inventory nor the serial of an attached phone.${meant === undefined ? '' : ` Did you mean "${meant}"?`}`,
    hint: () => 'ops phone list',
    exit: 'usage',
    meaning: 'A phone is named by its name in phones: of ops.yaml, or by its serial. No phone was changed.',
  },
  PHONE_IS_HOST: {
    message: (name: string) => `"${name}" is a host, not a phone.`,
    hint: (name) => `name a phone (ops phone list), or run ops inventory show ${name}`,
    exit: 'usage',
    meaning: 'The command takes phones, and the name is that of a host of ops.yaml. No phone was contacted or changed.',
  },
  PHONE_SEVERAL: {
    message: (set: string, count: number) => `${set} names ${count} phones; this command takes one.`,
    hint: () => 'name one phone',
    exit: 'usage',
    meaning: 'No phone was contacted or changed.',
  },
  PHONE_ABSENT: {
    message: (phone: string, serial: string) => `${phone} is not attached: adb does not list ${serial}.`,
    hint: () => 'plug the phone in and switch on USB debugging, then run ops phone list',
    exit: 'unreachable',
    meaning: 'The phone is not connected by USB, or it does not answer on its network address. Nothing was changed on it.',
  },
  PHONE_NOT_READY: {
    message: (phone: string, sentence: string, _next: string) => `${phone}: ${sentence}`,
    hint: (_phone: string, _sentence: string, next: string) => next,
    hintNote: 'do on the phone, its cable or this machine what the state asks for; ops phone list prints it',
    exit: 'unreachable',
    meaning:
      'adb lists the phone in a state in which it runs no commands. ops waited some seconds for states that pass by themselves; nothing was changed on the phone.',
  },
  PHONE_AMBIGUOUS: {
    message: (phone: string, model: string, serials: string) => `${phone} could be any of ${serials}: each is of model ${model}.`,
    hint: () => 'set serial of the phone in the inventory',
    exit: 'usage',
    meaning: 'The inventory names the phone by its model only, and several phones of that model are attached. None of them was changed.',
  },
  PHONE_SLOW: {
    message: (phone: string, step: string, ms: number) => `${phone} did not answer within ${ms / 1000} s while ops ${step}.`,
    hint: () => 'unplug and replug the phone or run adb reconnect, then run the same command again; it continues where it stopped',
    exit: 'unreachable',
    meaning:
      'The phone did not answer in time, so it is unknown whether it did the step. The same command reads the state of the phone again and does only what is missing.',
  },
  PHONE_GONE: {
    message: (phone: string, step: string, cause: string) => `${phone} disconnected while ops ${step}: ${cause}.`,
    hint: () => 'run the same command again; it continues where it stopped',
    exit: 'unreachable',
    meaning:
      'The connection ended in the middle, and it is unknown whether the phone did the step. The same command reads the state of the phone again and does only what is missing.',
  },
  PHONE_OFFLINE: {
    message: (phone: string, step: string) => `${phone} went offline before ops ${step}.`,
    hint: () => 'run the same command again; ops reconnects an offline phone first and continues where it stopped',
    exit: 'unreachable',
    meaning:
      'The adb server still lists the phone but lost its connection. This step was not sent to the phone; earlier steps of the command stay done.',
  },
  PHONE_PORT_CLOSED: {
    message: (phone: string, port: number) => `${phone} has no process that listens on port ${port}.`,
    hint: (phone: string) => `ops phone ensure ${phone}`,
    exit: 'unreachable',
    meaning: 'adb reached the phone, but its sshd does not run or uses another port. Nothing was changed on the phone.',
  },
  PHONE_REMOTE_FAILED: {
    message: (phone: string, code: number) =>
      code === 255
        ? `ssh to ${phone} failed, or the command ended with exit code 255.`
        : `The command on ${phone} ended with exit code ${code}.`,
    exit: 'allFailed',
    exitNote: 'ops phone ssh ends with that of the command instead',
    meaning: 'ops phone ssh ends with the exit code of the command, as ssh does. The command may have changed the phone.',
  },
  PHONE_NOT_ANDROID: {
    message: (phone: string, cause: string) => `${phone} returned no valid report of the probe: ${cause}.`,
    hint: () => 'run adb shell getprop ro.build.version.sdk; on Android it prints a number',
    exit: 'allFailed',
    meaning:
      'ops reads the state of a phone with a script before it changes anything. The output of the script is not that of an Android system; nothing was changed.',
  },
  PHONE_LAB_NOT_BOOTED: {
    message: (serial: string, ms: number) => `The lab phone ${serial} did not boot within ${ms / 1000} s.`,
    hint: () => 'read phone/phone.log in the folder of the lab',
    exit: 'internal',
    meaning: 'The processes of the lab phone were stopped again.',
  },
  PHONE_LAB_NEEDS_ROOT: {
    message: () => 'A lab phone needs namespaces and mounts, which only root can make.',
    hint: () => 'sudo ops lab up --with phone',
    exit: 'refused',
    meaning: 'The lab phone was not started.',
  },
})
