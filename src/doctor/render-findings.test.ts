import {expect, test} from 'vitest'
import type {DoctorFinding} from '../seams/doctor.ts'
import {renderFindings} from './render-findings.ts'

const ok: DoctorFinding = {subject: 'ssh on this machine', state: 'ok', message: 'It is installed.', feature: 'everything'}
const missing: DoctorFinding = {
  subject: 'adb on this machine',
  state: 'missing',
  message: 'It is not installed.',
  feature: 'ops phone',
  fix: 'apt-get install adb',
}

test('what nothing in the inventory uses is optional, and no failure', () => {
  expect(renderFindings([ok, {...missing, optional: true}])).toEqual({
    exit: 0,
    text: [
      'ok        ssh on this machine  It is installed.',
      'optional  adb on this machine  It is not installed. Used by: ops phone.',
      '    Next: apt-get install adb',
      'No problem was found. 1 optional part is missing.',
    ].join('\n'),
  })
})

test('what the inventory uses is a failure', () => {
  const message = '1 of 2 checks found a problem: adb on this machine.'
  expect(renderFindings([ok, missing])).toMatchObject({
    exit: 2,
    error: {code: 'DOCTOR_PROBLEMS', message, hint: 'apt-get install adb'},
    text: expect.stringMatching(/adb\.?\n1 of 2 checks found a problem: adb on this machine\.$/),
  })
  expect(renderFindings([missing])).toMatchObject({exit: 3})
  // Broken is never optional.
  expect(renderFindings([ok, {...missing, state: 'broken', optional: true}])).toMatchObject({exit: 2})
})

test('hosts with the same problem are one host set', () => {
  const of = (host: string): DoctorFinding => ({...missing, subject: `perl on ${host}`, host})
  const silent: DoctorFinding = {...missing, subject: 'node7', host: 'node7', state: 'unknown'}
  const hosts = Array.from({length: 180}, (_, at) => of(`node${at + 1}`))
  expect(renderFindings([ok, ...hosts, silent, missing]).error?.message).toBe(
    '182 of 183 checks found a problem: perl on node[1-180], node7, adb on this machine.',
  )
})

test('without findings there is no problem', () => {
  expect(renderFindings([])).toEqual({exit: 0, text: 'No problem was found.'})
})
