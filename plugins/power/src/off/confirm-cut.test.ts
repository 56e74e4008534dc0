import type {OpsError} from '@ops/core/errors'
import {describe, expect, it} from 'vitest'
import {type Consent, confirmCut} from './confirm-cut.ts'

const names = (count: number) => Array.from({length: count}, (_, at) => `n${at + 1}`)
const consent = (more: Partial<Consent> = {}): Consent => ({
  yes: false,
  expand: (set) => (set === 'n[1-6]' ? names(6) : [set]),
  ask: undefined,
  ...more,
})
const request = {verb: 'Power off', hosts: ['n1'], overrides: []}

describe('confirmCut', () => {
  it('does not ask about a guarded host', async () => {
    await confirmCut(request, consent())
  })

  it('needs a yes to skip shutdown or guards, and refuses without a terminal', async () => {
    const unsafe = {...request, overrides: ['even if guards refuse']}
    await expect(confirmCut(unsafe, consent())).rejects.toMatchObject({code: 'POWER_CONFIRM_NEEDED', exit: 5})
    await expect(confirmCut(unsafe, consent({ask: async () => 'n'}))).rejects.toMatchObject({
      ...{code: 'POWER_CONFIRM_DECLINED', exit: 5, hint: undefined},
      message: 'ops did nothing, because the answer was no: power off of n1 even if guards refuse.',
    })
    await confirmCut(unsafe, consent({ask: async () => 'y'}))
    await confirmCut(unsafe, consent({yes: true}))
  })

  it('needs the host set typed again for many hosts; a yes is not enough', async () => {
    const many = {...request, hosts: names(6)}
    const refused = await confirmCut(many, consent({yes: true})).catch((error: OpsError) => error)
    expect(refused).toMatchObject({
      message: 'ops needs a confirmation for this: power off of 6 hosts.',
      hint: "repeat the command with --confirm 'n[1-6]' (--yes is not enough for more than 5 hosts)",
    })
    // What the hint names passes.
    await confirmCut(many, consent({confirm: /--confirm '([^']+)'/.exec((refused as OpsError).hint ?? '')?.[1] ?? ''}))
    await expect(confirmCut(many, consent({confirm: 'n1'}))).rejects.toThrow('another set')
    await confirmCut(many, consent({confirm: 'n[1-6]'}))
    await confirmCut(many, consent({ask: async () => 'n[1-6]'}))
  })

  it('refuses a confirmation of other hosts, however few they are', async () => {
    await confirmCut(request, consent({confirm: 'n1'}))
    await confirmCut({...request, overrides: ['even if guards refuse']}, consent({confirm: 'n1'}))
    await expect(confirmCut(request, consent({confirm: 'n2'}))).rejects.toThrow('another set')
    const absent = consent({
      confirm: 'nope',
      expand: () => {
        throw new Error('unknown host')
      },
    })
    await expect(confirmCut({...request, overrides: ['even if guards refuse']}, absent)).rejects.toMatchObject({
      code: 'POWER_CONFIRM_NEEDED',
      hint: "repeat the command with --confirm 'n1'",
    })
  })
})
