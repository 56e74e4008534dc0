import type {MoveObstacle} from '@ops/core/seams'
import type {ScriptOutput} from '../../remote/run-script.ts'
import type {ProcessConfig} from '../config/process-schema.ts'

/** A declared process, and what the survey scripts printed on both hosts. */
export interface SurveyedProcess {
  name: string
  config: ProcessConfig
  source: SurveyedHost
  destination: SurveyedHost
}

export interface SurveyedHost {
  host: string
  output: ScriptOutput
}

export const obstacle = (host: string, message: string, hint: string): MoveObstacle => ({host, message, hint})
