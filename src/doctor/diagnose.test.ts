import {expect, test} from 'vitest'
import type {DoctorFinding} from '../seams/doctor.ts'
import {mergeFindings} from './diagnose.ts'

test('a program that two checks look for is one finding; it is optional only where both say so', () => {
  const ssh: DoctorFinding = {
    subject: 'ssh on this machine',
    state: 'missing',
    message: 'It is not installed.',
    feature: 'ops phone',
    optional: true,
  }
  const needed: DoctorFinding = {subject: ssh.subject, state: 'missing', message: ssh.message, feature: 'ops evacuate'}
  expect(mergeFindings([ssh, needed])).toEqual([{...needed, feature: 'ops phone; ops evacuate'}])
  expect(mergeFindings([ssh, ssh])).toEqual([ssh])
})

test('what could not be looked at on one host for different reasons stays apart', () => {
  const unknown = (subject: string, message: string, feature: string): DoctorFinding => ({
    subject,
    host: 'a',
    state: 'unknown',
    message,
    feature,
  })
  const disk = unknown('disk of a', 'smartctl of a ended with 1.', 'disks')
  const plug = unknown('outlet of a', 'The plug of a is silent.', 'power off')
  expect(mergeFindings([disk, plug])).toEqual([disk, plug])
})

test('a host that does not answer is one finding, and one whose parts have different faults has several', () => {
  const silent = (subject: string, feature: string): DoctorFinding => ({
    subject,
    host: 'a',
    state: 'unknown',
    message: 'a is silent.',
    feature,
  })
  const missing: DoctorFinding = {subject: 'perl on b', host: 'b', state: 'missing', message: 'b has no perl.', feature: 'off'}
  const broken: DoctorFinding = {...missing, subject: 'criu on b', state: 'broken', message: 'criu of b fails.'}
  expect(mergeFindings([silent('a', 'shutdown'), silent('perl on a', 'off'), missing, broken])).toEqual([
    {...silent('a', 'shutdown'), feature: 'shutdown; off'},
    missing,
    broken,
  ])
})
