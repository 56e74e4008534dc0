import type {PhoneTransport} from '../adb/phone-transport.ts'
import {sshdErrors} from '../errors/sshd-errors.ts'

/** Runs one step's script on the phone and turns its failure into one sentence. Returns what it printed. */
export async function step(
  transport: PhoneTransport,
  name: string,
  script: string,
  options: {stdin?: string; signal: AbortSignal | undefined},
): Promise<string> {
  const {phone} = transport
  const {stdin, signal} = options
  const {code, stdout, stderr} = await transport.shell(script, {
    doing: name,
    ...(stdin === undefined ? {} : {stdin}),
    ...(signal === undefined ? {} : {signal}),
  })
  if (code === 0) return stdout
  const said = (stderr.trim() || stdout.trim() || `exit code ${code}`).split('\n').at(-1) ?? ''
  const readOnly = /(\/\S*?)'?: Read-only file system/i.exec(stderr)
  if (/read-only file system/i.test(stderr)) throw sshdErrors.PHONE_READ_ONLY({host: phone}, phone, readOnly?.[1] ?? 'the target')
  if (/no space left/i.test(stderr)) throw sshdErrors.PHONE_NO_SPACE({host: phone}, phone, name, said)
  throw sshdErrors.PHONE_STEP_FAILED({host: phone}, phone, name, said)
}
