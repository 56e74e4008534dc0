import {loadScript} from '@ops/core/scripts'
import {errorMessage, lastLine} from '@ops/core/text'
import type {Transport} from '@ops/core/transport'
import {guardErrors} from '../errors.ts'
import {parseSurvey} from './survey/parse-survey.ts'
import type {Survey} from './survey/survey.ts'

/** Milliseconds for the whole survey; each container engine has 10 s. */
const timeoutMs = 60_000

export const surveyScript = new URL('./scripts/survey.pl', import.meta.url)

/** Lists everything that runs on a host, with one command. */
export async function surveyHost(transport: Transport, signal: AbortSignal): Promise<Survey> {
  const {host} = transport
  const {code, stdout, stderr} = await transport.exec(['perl', '-e', loadScript(surveyScript)], {timeoutMs, signal})
  if (code !== 0) throw guardErrors.POWER_SURVEY_FAILED({host}, host, lastLine(stderr) || `exit code ${code}`)
  try {
    return parseSurvey(stdout)
  } catch (cause) {
    throw guardErrors.POWER_SURVEY_FAILED({host, cause}, host, errorMessage(cause))
  }
}
