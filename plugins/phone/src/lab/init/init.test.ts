import {describe, expect, test} from 'vitest'
import {hookText} from '../../boot/hook-file.ts'
import {servicesAtBoot} from './boot-order.ts'
import {parseRc} from './parse-rc.ts'

const names = (text: string, props: Record<string, string> = {}) => servicesAtBoot([parseRc(text)], props).map(({name}) => name)

test('tokens: quotes, escapes, comments and folded lines', () => {
  const {services} = parseRc('user root\nservice a /bin/sh -c "one two" three\\ four # not this\n  class x \\\n  y\n  oneshot\n')
  expect(services).toEqual([
    {name: 'a', argv: ['/bin/sh', '-c', 'one two', 'three four'], seclabel: undefined, oneshot: true, disabled: false, classes: ['x', 'y']},
  ])
})

describe('a boot', () => {
  test('starts what an event, a property or a class asks for, each once and in order', () => {
    const text = `
service late /bin/late
  class late_start
service off /bin/off
  class late_start
  disabled
service named /bin/named
  disabled
on boot
  class_start late_start
  setprop my.flag 1
on property:my.flag=1 && property:ro.kind=good
  start named
on property:sys.boot_completed=1
  start late
on nonencrypted
  start off
`
    expect(names(text, {'ro.kind': 'good'})).toEqual(['late', 'named'])
    expect(names(text, {'ro.kind': 'bad'})).toEqual(['late'])
  })

  test("starts ops' service on a debuggable build, and on no other", () => {
    const text = hookText('rc', '/data/ssh/ops/start-sshd', undefined)
    expect(names(text, {'ro.debuggable': '1'})).toEqual(['ops_sshd'])
    expect(names(text, {'ro.debuggable': '0'})).toEqual([])
  })
})
