import {expect, test} from 'vitest'
import {adbServerAddress} from './server-address.ts'

test('the adb server is where the adb program would look for it', () => {
  expect(adbServerAddress({})).toEqual({host: '127.0.0.1', port: 5037})
  expect(adbServerAddress({ANDROID_ADB_SERVER_PORT: '15037'})).toEqual({host: '127.0.0.1', port: 15037})
  expect(adbServerAddress({ANDROID_ADB_SERVER_ADDRESS: 'lab', ANDROID_ADB_SERVER_PORT: '1'})).toEqual({host: 'lab', port: 1})
  expect(adbServerAddress({ADB_SERVER_SOCKET: 'tcp:lab:7'})).toEqual({host: 'lab', port: 7})
  expect(adbServerAddress({ADB_SERVER_SOCKET: 'tcp:7'})).toEqual({host: '127.0.0.1', port: 7})
  expect(adbServerAddress({ADB_SERVER_SOCKET: 'tcp:[::1]:7'})).toEqual({host: '::1', port: 7})
})

test.each([
  {ANDROID_ADB_SERVER_PORT: 'abc'},
  {ANDROID_ADB_SERVER_PORT: '70000'},
  {ADB_SERVER_SOCKET: 'localfilesystem:/run/adb'},
  {ADB_SERVER_SOCKET: 'tcp:lab'},
])('%j is refused instead of taken for another server', (env) => {
  expect(() => adbServerAddress(env)).toThrow('is not the address of an adb server')
})
