import {loadScript} from '@ops/core/scripts'
import type {Transport} from '@ops/core/transport'
import {surveyScript} from '../../../plugins/power/src/guards/undeclared/survey-host.ts'

/** What the survey of ops prints on a machine, taken as ops takes it. */
export async function takeSurvey(transport: Transport): Promise<string> {
  const {code, stdout, stderr} = await transport.exec(['perl', '-e', loadScript(surveyScript)], {timeoutMs: 300_000})
  if (code !== 0) throw new Error(`the survey ended with ${code}: ${stderr}`)
  return stdout
}
