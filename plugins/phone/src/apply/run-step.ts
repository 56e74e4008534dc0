import {lastLine} from '@ops/core/text'
import type {PhoneTransport} from '../adb/phone-transport.ts'
import {sshdErrors} from '../errors/sshd-errors.ts'
import type {Call} from '../shell/compose-script.ts'
import {composeStep, startScriptCall} from './compose-step.ts'

export interface Step {
  /** What is done, for sentences: `wrote the configuration`. */
  name: string
  calls: readonly Call[]
  stdin?: string
  signal: AbortSignal | undefined
}

/** Runs one step's script on the phone and returns its output; throws with the last line that it printed. */
export async function runStep(transport: PhoneTransport, {name, calls, stdin, signal}: Step): Promise<string> {
  const {phone} = transport
  const {code, stdout, stderr} = await transport.shell(composeStep(calls), {
    doing: name,
    ...(stdin === undefined ? {} : {stdin}),
    ...(signal === undefined ? {} : {signal}),
  })
  if (code === 0) return stdout
  const output = lastLine(stderr) || lastLine(stdout) || `exit code ${code}`
  const readOnly = /(\/\S*?)'?: Read-only file system/i.exec(stderr)
  if (/read-only file system/i.test(stderr)) throw sshdErrors.PHONE_READ_ONLY({host: phone}, phone, readOnly?.[1] ?? 'the target')
  if (/no space left/i.test(stderr)) throw sshdErrors.PHONE_NO_SPACE({host: phone}, phone, name, output)
  throw sshdErrors.PHONE_STEP_FAILED({host: phone}, phone, name, output)
}

const names = {start: 'started sshd', restart: 'restarted sshd', stop: 'stopped sshd'}

/** Starts, restarts or stops the phone's sshd by its own start script. */
export async function runStartScript(
  transport: PhoneTransport,
  script: string,
  act: 'start' | 'restart' | 'stop',
  signal: AbortSignal | undefined,
): Promise<void> {
  await runStep(transport, {name: names[act], calls: [startScriptCall(script, act)], signal})
}
