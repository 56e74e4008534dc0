import {expect, it} from 'vitest'
import {programCheck} from '../src/doctor/checks.ts'
import {scene} from './scene.ts'

it('checks the programs that switch outlets, by name and by path, except those of other machines', async () => {
  const power = (off: string, more = '') => `{driver: exec, on: [/bin/sh, "on"], off: [${off}], status: [sh]${more}}`
  const inventory = `hosts:
  a: {power: ${power('no-such-fence')}}
  b: {power: ${power('/no/such/fence')}}
  c: {power: ${power('elsewhere', ', via: a')}}
`
  const {services, registry, signal} = await scene({inventory})
  const findings = await programCheck(registry).run({inventory: services.inventory}, signal)
  expect(findings.map(({subject, state, feature}) => [subject, state, feature])).toEqual([
    ['/bin/sh on this machine', 'ok', 'ops power of a, b'],
    ['no-such-fence on this machine', 'missing', 'ops power of a'],
    ['sh on this machine', 'ok', 'ops power of a, b'],
    ['/no/such/fence on this machine', 'missing', 'ops power of b'],
  ])
})
