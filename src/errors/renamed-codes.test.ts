import {expect, test} from 'vitest'
import {currentCode, withCurrentCodes} from './renamed-codes.ts'

test('a code of an earlier release has its present name; every other one stays', () => {
  expect(currentCode('PLUG_SILENT', 'power off')).toBe('POWER_PLUG_SILENT')
  expect(currentCode('POWER_PLUG_SILENT', 'power off')).toBe('POWER_PLUG_SILENT')
  expect(currentCode('toString', 'power off')).toBe('toString')
})

test('where two plugins had one code, the command decides', () => {
  expect(currentCode('STEP_FAILED', 'phone sshd')).toBe('PHONE_STEP_FAILED')
  expect(currentCode('STEP_FAILED', 'evacuate')).toBe('EVACUATE_STEP_FAILED')
  expect(currentCode('STEP_FAILED', 'power off')).toBe('EVACUATE_STEP_FAILED')
})

test('errors and findings inside the data of an entry are shown with it, other codes are data', () => {
  const data = {code: 'PLUG_SILENT', hosts: [{host: 'a', error: {code: 'PLUG_SILENT', message: 'It is silent.', exit: 4}}]}
  expect(withCurrentCodes(data, 'power off')).toEqual({
    code: 'PLUG_SILENT',
    hosts: [{host: 'a', error: {code: 'POWER_PLUG_SILENT', message: 'It is silent.', exit: 4}}],
  })
})
