import {join} from 'node:path'
import {describe} from 'vitest'
import {goldens} from '../../../../test/golden/golden.ts'
import {ScriptOutput} from '../remote/run-script.ts'
import {findPolicyNotes, findPolicyObstacles} from './find-policy-obstacles.ts'
import {planPolicies} from './survey-policies.ts'

describe('what the surveys of two hosts found to start the work again', () => {
  goldens(join(import.meta.dirname, 'golden'), (input) => {
    const [first = '', source = '', destination = ''] = input.split(/^# (?:source|destination)\n/m)
    const parse = (text: string) => new ScriptOutput(text.replaceAll('␟', '\x1f'))
    // The kind, and the files of startsOnce.
    const [kind = '', ...startsOnce] = first.trim().split(' ')
    const surveyed = {
      name: 'render',
      kind,
      startsOnce,
      source: {host: 'node1', output: parse(source)},
      destination: {host: 'node2', output: parse(destination)},
    }
    const {plan, planEnd, context} = planPolicies(surveyed)
    return [
      ...findPolicyObstacles(surveyed).map(({host, message, hint}) => `${host}: ${message}\n  ${hint}`),
      ...findPolicyNotes(surveyed).map((note) => `note: ${note}`),
      ...plan,
      ...planEnd,
      JSON.stringify(context, undefined, 1),
    ].join('\n')
  })
})
