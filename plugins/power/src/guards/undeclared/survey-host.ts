import type {Transport} from '@ops/core/transport'
import {errors} from '../../errors/errors.ts'
import {surveyScript} from './survey-script.ts'
import {type Survey, parseSurvey} from './parse-survey.ts'

/** Milliseconds for the whole look; each engine that is asked has 10 s. */
const timeoutMs = 60_000

/** One command, one look at everything that runs. */
export async function surveyHost(transport: Transport, signal: AbortSignal): Promise<Survey> {
  const {host} = transport
  const {code, stdout, stderr} = await transport.exec(['perl', '-e', surveyScript], {timeoutMs, signal})
  if (code !== 0) throw errors.SURVEY_FAILED({host}, host, stderr.trim().split('\n').at(-1) ?? `exit code ${code}`)
  try {
    return parseSurvey(stdout)
  } catch (cause) {
    throw errors.SURVEY_FAILED({host, cause}, host, (cause as Error).message)
  }
}
