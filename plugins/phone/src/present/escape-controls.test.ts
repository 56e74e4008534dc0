import {expect, test} from 'vitest'
import {escapeControls} from './escape-controls.ts'

test('control characters are written as \\xNN, text and its lines stay', () => {
  expect(escapeControls('ü€😀\ta\n')).toBe('ü€😀\ta\n')
  expect(escapeControls('\u001b]0;x\u0007\r\u009b1m\udcfc')).toBe(String.raw`\x1b]0;x\x07\x0d\x9b1m\xfc`)
})
