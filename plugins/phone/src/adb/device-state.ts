export interface StateAdvice {
  /** One sentence about the phone, to be printed after its name and a colon. */
  sentence: string
  next: string
}

const advice: readonly [RegExp, StateAdvice][] = [
  [
    /^unauthorized/,
    {
      sentence: 'the phone has not accepted the adb key of this machine.',
      next: 'unlock the phone and accept "Allow USB debugging?"; if the phone does not ask, revoke its USB debugging authorisations and replug it',
    },
  ],
  [
    /^(authorizing|connecting)/,
    {sentence: 'adb is still connecting to the phone.', next: 'wait some seconds, then run ops phone list again'},
  ],
  [
    /^offline/,
    {
      sentence: 'adb lists the phone but has no connection to it.',
      next: 'run ops phone info NAME, which reconnects it; if it stays offline, unplug and replug it',
    },
  ],
  [
    /^no permissions/,
    {
      sentence: 'this user may not open the USB device of the phone.',
      next: 'run apt install android-sdk-platform-tools-common (udev rules), join the group plugdev, log in again, and replug the phone',
    },
  ],
  [
    /^(recovery|rescue)/,
    {sentence: 'the phone is in recovery mode, not in its normal system.', next: 'choose "Reboot system now" on the phone'},
  ],
  [/^sideload/, {sentence: 'the phone waits for a sideloaded update.', next: 'finish or cancel the update on the phone'}],
  [/^bootloader/, {sentence: 'the phone is in its bootloader.', next: 'fastboot reboot'}],
  [/^host/, {sentence: 'the device is an adb host, not a phone.', next: 'ops phone list'}],
]

/** For a phone that is still offline after ops asked the adb server to reconnect it. */
export const offlineAfterReconnect: StateAdvice = {
  sentence: 'adb lists the phone, but the phone does not answer, even after a reconnect.',
  next: 'unplug and replug the phone; for a phone in the network run adb disconnect and adb connect',
}

/** A state of the device list for people; undefined for `device`, which is ready. */
export function explainState(state: string): StateAdvice | undefined {
  if (state === 'device') return undefined
  return (
    advice.find(([pattern]) => pattern.test(state))?.[1] ?? {
      sentence: `adb lists the phone in the state "${state}".`,
      next: 'replug the phone, then run ops phone list again',
    }
  )
}
