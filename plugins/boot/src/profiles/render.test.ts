import {expect, test} from 'vitest'
import {render} from './render.ts'

test.each([
  ['kernel {{kernel}}', 'kernel vmlinux'],
  ['{{#initrd}}initrd {{initrd}}\n{{/initrd}}boot', 'boot'],
  ['{{#kernel}}a{{/kernel}}{{^kernel}}b{{/kernel}}{{^initrd}}c{{/initrd}}', 'ac'],
  [`\${net0/mac} { x }`, `\${net0/mac} { x }`],
])('%j becomes %j', (template, text) => expect(render(template, {kernel: 'vmlinux', initrd: ''})).toBe(text))

test('an unknown name is an error that lists the known ones', () => {
  expect(() => render('{{kernal}}', {kernel: 'x'})).toThrow('unknown value "kernal"; known values: kernel')
  expect(() => render('{{constructor}}', {kernel: 'x'})).toThrow('unknown value "constructor"')
})
