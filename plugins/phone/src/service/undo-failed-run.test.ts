import {expect, test} from 'vitest'
import {fileLines, sampleReport} from '../../test/sample-report.ts'
import type {PhoneTransport} from '../adb/phone-transport.ts'
import {connectionErrors} from '../errors/connection-errors.ts'
import {sshdErrors} from '../errors/sshd-errors.ts'
import {manifestFile} from '../layout/layout.ts'
import {type Manifest, formatManifest} from '../manifest/manifest.ts'
import {undoFailedRun} from './undo-failed-run.ts'

const settings = {layout: 'safe' as const, port: 8022, listen: ['127.0.0.1'], hook: 'none' as const}
const begun: Manifest = {
  format: 1,
  state: 'begun',
  settings,
  originals: {},
  folders: [],
  undo: {files: {}, wasRunning: false, before: null},
}
const failed = sshdErrors.PHONE_VERIFY_FAILED({host: 'fp'}, 'fp', 'root gets in', 'look')

/** A phone in the middle of a run, whose every change fails for want of space. */
function fullPhone(scripts: string[]): PhoneTransport {
  return {
    phone: 'fp',
    serial: 'fp',
    async shell(script) {
      scripts.push(script)
      if (script.includes('ops-probe')) return {code: 0, stdout: sampleReport(fileLines(manifestFile, formatManifest(begun))), stderr: ''}
      return {code: 1, stdout: '', stderr: 'cat: write: No space left on device\n'}
    },
    openTcp: () => Promise.reject(new Error('not asked for')),
    root: async () => {},
  }
}

test('a roll-back that fails too is reported with both reasons and the next step', async () => {
  const error = await undoFailedRun(fullPhone([]), '/system/bin/sshd', failed, new AbortController().signal)
  expect(error).toMatchObject({code: 'PHONE_VERIFY_FAILED', exit: 3, hint: 'look'})
  expect(error.message).toBe(
    `fp: root gets in. The roll-back failed: fp ran out of space while ops wrote ${manifestFile}: cat: write: No space left on device. Run the same command again to complete it.`,
  )
})

test('a run that was stopped, or lost its lease or its phone, changes nothing any more', async () => {
  const scripts: string[] = []
  const phone = fullPhone(scripts)
  expect(await undoFailedRun(phone, '', failed, AbortSignal.abort())).toBe(failed)
  const gone = connectionErrors.PHONE_GONE({host: 'fp'}, 'fp', 'wrote', 'closed')
  expect(await undoFailedRun(phone, '', gone, new AbortController().signal)).toBe(gone)
  expect(scripts).toEqual([])
})
