import type {Progress, ProgressOptions} from '@ops/core/progress'
import type {Transport} from '@ops/core/transport'
import {expect, it} from 'vitest'
import {plainSurvey} from '../../../test/fake-host.ts'
import {surveyHost} from './survey-host.ts'

it.each([
  [0, true],
  [1, false],
])('a survey that takes long is shown until it ends, whatever its exit code (%i)', async (code, isRead) => {
  const shown: (string | ProgressOptions | undefined)[] = []
  const progress: Progress = {
    say() {},
    start(title, options) {
      shown.push(title, options)
      return {update() {}, end: () => void shown.push('end')}
    },
  }
  const exec: Transport['exec'] = async () => ({code, signal: null, stdout: plainSurvey, stderr: ''})
  const transport: Transport = {host: 'a', kind: 'ssh', exec, async [Symbol.asyncDispose]() {}}
  const survey = surveyHost({progress}, transport, new AbortController().signal)
  expect(await survey.then(() => true).catch(() => false)).toBe(isRead)
  expect(shown).toEqual(['Listing what runs on a (at most 120 s)', {quietMs: 10_000}, 'end'])
})
