import {loadScript} from '@ops/core/scripts'
import type {Transport} from '@ops/core/transport'
import {surveyScript} from '../../../plugins/power/src/guards/undeclared/survey-host.ts'

/** How often a survey is repeated in which a program did not answer in time: the machine is emulated. */
const mostTries = 5

/** What the survey of ops prints on a machine, taken as ops takes it. */
export async function takeSurvey(transport: Transport): Promise<string> {
  for (let tries = 1; ; tries++) {
    const {code, stdout, stderr} = await transport.exec(['perl', '-e', loadScript(surveyScript)], {timeoutMs: 300_000})
    if (code !== 0) throw new Error(`the survey ended with ${code}: ${stderr}`)
    const unseen = stdout.split('\n').filter((line) => line.startsWith('unseen\t'))
    if (unseen.length === 0) return stdout
    if (tries === mostTries) throw new Error(`the survey lacks something: ${unseen.join('; ')}`)
  }
}
