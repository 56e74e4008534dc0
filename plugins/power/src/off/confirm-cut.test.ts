import {describe, expect, it} from 'vitest'
import {type Consent, confirmCut} from './confirm-cut.ts'

const names = (count: number) => Array.from({length: count}, (_, at) => `n${at + 1}`)
const consent = (more: Partial<Consent> = {}): Consent => ({
  yes: false,
  expand: (set) => (set === 'n[1-6]' ? names(6) : [set]),
  ask: undefined,
  ...more,
})
const request = {verb: 'Power off', hosts: ['n1'], isUnsafe: false}

describe('confirmCut', () => {
  it('does not ask about a guarded host', async () => {
    await confirmCut(request, consent())
  })

  it('needs a yes to skip shutdown or guards, and refuses without a terminal', async () => {
    const unsafe = {...request, isUnsafe: true}
    await expect(confirmCut(unsafe, consent())).rejects.toMatchObject({code: 'POWER_CONFIRM_NEEDED', exit: 5})
    await expect(confirmCut(unsafe, consent({ask: async () => 'n'}))).rejects.toMatchObject({exit: 5})
    await confirmCut(unsafe, consent({ask: async () => 'y'}))
    await confirmCut(unsafe, consent({yes: true}))
  })

  it('needs the host set typed again for many hosts; a yes is not enough', async () => {
    const many = {...request, hosts: names(6)}
    await expect(confirmCut(many, consent({yes: true}))).rejects.toThrow("--confirm='n[1-6]'")
    await expect(confirmCut(many, consent({confirm: 'n1'}))).rejects.toThrow('another set')
    await confirmCut(many, consent({confirm: 'n[1-6]'}))
    await confirmCut(many, consent({ask: async () => 'n[1-6]'}))
  })
})
