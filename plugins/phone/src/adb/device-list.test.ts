import {untrusted} from '@ops/core/untrusted'
import {expect, test} from 'vitest'
import {parseDevices} from './device-list.ts'
import {explainState} from './device-state.ts'

// As adb 29 and 34 print them.
const text = `1234abcd               device usb:1-2 product:lineage_fp3 model:Fairphone_3 device:FP3 transport_id:3
127.20.0.9:6601        offline transport_id:1
emulator-5554          unauthorized usb:3-1 transport_id:9
(no serial number)     no permissions (user in plugdev group; are your udev rules wrong?); see [http://developer.android.com/tools/device.html] usb:1-4 transport_id:4
9f8e                   recovery usb:1-3 product:x model:Y device:z transport_id:5
plain\tdevice

`

test("reads every form of adb's device list", () => {
  expect(parseDevices(text)).toEqual([
    {serial: '1234abcd', state: 'device', usb: '1-2', product: 'lineage_fp3', model: untrusted('Fairphone_3'), device: 'FP3'},
    {serial: '127.20.0.9:6601', state: 'offline'},
    {serial: 'emulator-5554', state: 'unauthorized', usb: '3-1'},
    {
      serial: '(no serial number)',
      state: 'no permissions (user in plugdev group; are your udev rules wrong?); see [http://developer.android.com/tools/device.html]',
      usb: '1-4',
    },
    {serial: '9f8e', state: 'recovery', usb: '1-3', product: 'x', model: untrusted('Y'), device: 'z'},
    {serial: 'plain', state: 'device'},
  ])
})

test('a state that is not ready has a sentence and a next step; device has none', () => {
  expect(parseDevices(text).map(({state}) => explainState(state)?.sentence)).toEqual([
    undefined,
    'adb lists the phone but has no connection to it.',
    'the phone has not accepted the adb key of this machine.',
    'this user may not open the USB device of the phone.',
    'the phone is in recovery mode, not in its normal system.',
    undefined,
  ])
  expect(explainState('detached')?.sentence).toBe('adb lists the phone in the state "detached".')
})
