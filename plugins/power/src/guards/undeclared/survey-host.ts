import type {Transport} from '@ops/core/transport'
import {guardErrors} from '../errors.ts'
import {surveyScript} from './survey-script.ts'
import {type Survey, parseSurvey} from './parse-survey.ts'

/** Milliseconds for the whole survey; each container engine has 10 s. */
const timeoutMs = 60_000

/** Lists everything that runs on a host, with one command. */
export async function surveyHost(transport: Transport, signal: AbortSignal): Promise<Survey> {
  const {host} = transport
  const {code, stdout, stderr} = await transport.exec(['perl', '-e', surveyScript], {timeoutMs, signal})
  if (code !== 0) throw guardErrors.POWER_SURVEY_FAILED({host}, host, stderr.trim().split('\n').at(-1) ?? `exit code ${code}`)
  try {
    return parseSurvey(stdout)
  } catch (cause) {
    throw guardErrors.POWER_SURVEY_FAILED({host, cause}, host, (cause as Error).message)
  }
}
