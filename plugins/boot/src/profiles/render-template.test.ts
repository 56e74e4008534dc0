import {expect, test} from 'vitest'
import {renderTemplate} from './render-template.ts'

test.each([
  ['kernel {{kernel}}', 'kernel vmlinux'],
  ['{{#initrd}}initrd {{initrd}}\n{{/initrd}}boot', 'boot'],
  ['{{#kernel}}a{{/kernel}}{{^kernel}}b{{/kernel}}{{^initrd}}c{{/initrd}}', 'ac'],
  [`\${net0/mac} { x }`, `\${net0/mac} { x }`],
])('%j becomes %j', (template, text) => expect(renderTemplate(template, {kernel: 'vmlinux', initrd: ''})).toBe(text))

test('an unknown name is an error that lists the known ones', () => {
  expect(() => renderTemplate('{{kernal}}', {kernel: 'x'})).toThrow('unknown value "kernal"; known values: kernel')
  expect(() => renderTemplate('{{constructor}}', {kernel: 'x'})).toThrow('unknown value "constructor"')
})
