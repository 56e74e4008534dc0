import {join} from 'node:path'
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {goldens} from '../../../../../test/golden/golden.ts'
import {explainCriuError} from './explain-criu-error.ts'

const work = {name: 'counter', host: 'node1'}
const linesOf = (log: string) => log.split('\n').filter((line) => line !== '')

// The inputs are error lines of real runs of criu 4.1.1, except: address-missing, port-taken, iptables, external-in-image, vdso,
// file-size, unix-taken and unix-without-folder follow public issues and the source of criu; unread-input is what ops adds; unknown
// and unknown-first are in no table.
describe('errors of criu in words', () => {
  goldens(join(import.meta.dirname, 'golden'), (log) => {
    const {sentence, hint} = explainCriuError(linesOf(log), work)
    return `${sentence}\n  ${hint ?? 'no next step is known'}`
  })
})

test('an unknown error is told as criu wrote it, whatever it is', () => {
  const word = fc.stringMatching(/^[a-z]{1,8}$/)
  fc.assert(
    fc.property(fc.array(word, {minLength: 1}), (words) => {
      const text = words.join(' ')
      const {sentence} = explainCriuError([`Error (criu/x.c:1): zzz ${text}`, 'Error (criu/cr-dump.c:2111): Dumping FAILED.'], work)
      expect(sentence).toBe(`zzz ${text}.`)
    }),
  )
})
