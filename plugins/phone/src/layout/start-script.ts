import {loadScript} from '@ops/core/scripts'
import {withVariables} from '../shell/compose-script.ts'
import {type Layout, logFile, runningFile} from './layout.ts'

/** The text of the phone's own start script for the sshd of a layout. */
export function startScript({config, pidfile}: Layout, sshd: string): string {
  const script = loadScript(new URL('./scripts/start-sshd.sh', import.meta.url))
  const variables = {sshd, config, pidfile, log: logFile, running: runningFile}
  return `#!/system/bin/sh\n# Written by ops: start | stop | restart | status\n${withVariables(script, variables)}`
}
