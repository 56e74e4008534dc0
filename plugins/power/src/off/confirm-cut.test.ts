import {describe, expect, it} from 'vitest'
import {type Consent, confirm} from './confirm-cut.ts'

const names = (count: number) => Array.from({length: count}, (_, at) => `n${at + 1}`)
const consent = (more: Partial<Consent> = {}): Consent => ({
  yes: false,
  confirm: undefined,
  expand: (set) => (set === 'n[1-6]' ? names(6) : [set]),
  ask: undefined,
  ...more,
})
const danger = {verb: 'Power off', hosts: ['n1'], careless: false}

describe('confirm', () => {
  it('lets a guarded host go without a question', async () => {
    await confirm(danger, consent())
  })

  it('wants a yes to pass over shutdown or guards, and without a terminal says no', async () => {
    const careless = {...danger, careless: true}
    await expect(confirm(careless, consent())).rejects.toMatchObject({code: 'CONFIRM_NEEDED', exit: 5})
    await expect(confirm(careless, consent({ask: async () => 'n'}))).rejects.toMatchObject({exit: 5})
    await confirm(careless, consent({ask: async () => 'y'}))
    await confirm(careless, consent({yes: true}))
  })

  it('wants the set itself for many hosts; a yes is not enough', async () => {
    const many = {...danger, hosts: names(6)}
    await expect(confirm(many, consent({yes: true}))).rejects.toThrow("--confirm='n[1-6]'")
    await expect(confirm(many, consent({confirm: 'n1'}))).rejects.toThrow('another set')
    await confirm(many, consent({confirm: 'n[1-6]'}))
    await confirm(many, consent({ask: async () => 'n[1-6]'}))
  })
})
