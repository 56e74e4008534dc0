import {loadScript} from '@ops/core/scripts'
import {errorMessage, lastLine} from '@ops/core/text'
import type {Services} from '@ops/core/seams'
import type {Transport} from '@ops/core/transport'
import {guardErrors} from '../errors.ts'
import {parseSurvey} from './survey/parse-survey.ts'
import type {Survey} from './survey/survey.ts'

/** Milliseconds for the whole survey; its programs have 60 s of them together (scripts/kit.pl). */
const timeoutMs = 120_000

/** Milliseconds after which it is told that a survey is still running: most take less than a second. */
const quietMs = 10_000

export const surveyScript = new URL('./scripts/survey.pl', import.meta.url)

/** Lists everything that runs on a host, with one command. */
export async function surveyHost({progress}: Pick<Services, 'progress'>, transport: Transport, signal: AbortSignal): Promise<Survey> {
  const {host} = transport
  const task = progress.start(`Listing what runs on ${host} (at most ${timeoutMs / 1000} s)`, {quietMs})
  const {code, stdout, stderr} = await transport
    .exec(['perl', '-e', loadScript(surveyScript)], {timeoutMs, signal})
    .finally(() => task.end())
  if (code !== 0) throw guardErrors.POWER_SURVEY_FAILED({host}, host, lastLine(stderr) || `exit code ${code}`)
  try {
    return parseSurvey(stdout)
  } catch (cause) {
    throw guardErrors.POWER_SURVEY_FAILED({host, cause}, host, errorMessage(cause))
  }
}
