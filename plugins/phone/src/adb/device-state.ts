export interface StateAdvice {
  /** One sentence about the phone, without its name. */
  sentence: string
  next: string
}

const advice: readonly [RegExp, StateAdvice][] = [
  [
    /^unauthorized/,
    {
      sentence: 'it has not accepted the key of this machine.',
      next: 'unlock the phone and accept "Allow USB debugging?"; if it does not ask, revoke USB debugging authorisations there and replug',
    },
  ],
  [/^(authorizing|connecting)/, {sentence: 'adb is still connecting to it.', next: 'wait some seconds, then run ops phone list again'}],
  [
    /^offline/,
    {
      sentence: 'adb lists it but has no connection to it.',
      next: 'run ops phone info for it, which reconnects it; if it stays offline, unplug and replug it',
    },
  ],
  [
    /^no permissions/,
    {
      sentence: 'this user may not open its USB device.',
      next: 'apt install android-sdk-platform-tools-common (udev rules), join group plugdev, log in again, replug',
    },
  ],
  [/^(recovery|rescue)/, {sentence: 'it is in recovery, not in its normal system.', next: 'choose "Reboot system now" on the phone'}],
  [/^sideload/, {sentence: 'it is waiting for a sideloaded update.', next: 'finish or cancel the update on the phone'}],
  [/^bootloader/, {sentence: 'it is in its bootloader.', next: 'fastboot reboot'}],
  [/^host/, {sentence: 'it is an adb host, not a phone.', next: 'ops phone list'}],
]

/** For a phone that is still offline after ops asked the adb server to reconnect it. */
export const offlineAfterReconnect: StateAdvice = {
  sentence: 'adb lists it but it does not answer, even after a reconnect.',
  next: 'unplug and replug it; over the network run adb disconnect and adb connect',
}

/** A state of the device list for people; undefined for `device`, which is ready. */
export function explainState(state: string): StateAdvice | undefined {
  if (state === 'device') return undefined
  return (
    advice.find(([pattern]) => pattern.test(state))?.[1] ?? {
      sentence: `adb calls its state "${state}".`,
      next: 'replug it and run ops phone list again',
    }
  )
}
