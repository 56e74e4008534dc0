import {type Answer, Args, Flags, OpsCommand} from '@ops/core/cli'
import {type ExitCode, exitCodes} from '@ops/core/errors'
import {connectionErrors} from '../src/errors/connection-errors.ts'
import {onePhone, openServices} from '../src/session/open-services.ts'
import {capturedSsh, interactiveSsh, sshAccess, sshConfigSnippet} from '../src/service/open-ssh.ts'

export default class PhoneSsh extends OpsCommand {
  static override summary = 'Log in to a phone through adb, with a pinned host key and no open port in the network.'
  static override description = 'The exit code is that of the command on the phone; 255 when ssh itself fails.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> fp3',
    '<%= config.bin %> <%= command.id %> fp3 -- logcat -d',
    '<%= config.bin %> <%= command.id %> fp3 --print-config >> ~/.ssh/config',
  ]
  static override strict = false
  static override args = {phone: Args.string({description: 'name or serial of the phone', required: true})}
  static override flags = {
    identity: Flags.string({
      char: 'i',
      description: 'private key (default: the private half of key of the phone in the inventory, else the keys that ssh tries)',
      helpValue: 'FILE',
    }),
    'print-config': Flags.boolean({description: 'print a snippet for ~/.ssh/config instead'}),
  }

  protected async act(signal: AbortSignal): Promise<Answer> {
    const [front, behind] = splitAtDashes([...this.argv])
    const {args, argv, flags} = await this.parse(PhoneSsh, front)
    const command = [...(argv as string[]).slice(1), ...behind]
    const services = await openServices(this.session, this.progress, signal)
    const phone = await onePhone(this.session, services, args.phone, signal)
    const access = await sshAccess(services, phone, flags.identity, signal)
    if (flags['print-config']) {
      const config = sshConfigSnippet(phone.name, access)
      return {result: {hosts: [{host: phone.name, config}]}, text: config}
    }
    const captured = this.jsonEnabled() ? await capturedSsh(access, command, signal) : undefined
    const code = captured === undefined ? await interactiveSsh(access, command, signal) : (captured.code ?? 255)
    // The command's own code, as ssh returns it, not one of the table.
    const exit = code === 0 ? exitCodes.done : (code as ExitCode)
    const error = code === 0 ? {} : {error: {...connectionErrors.PHONE_REMOTE_FAILED({host: phone.name}, phone.name, code).toJSON(), exit}}
    return {result: {hosts: [{host: phone.name, code, ...captured, ...error}]}, exit}
  }
}

/** Everything after the first -- belongs to the command, also a second --, which oclif would drop. */
function splitAtDashes(argv: readonly string[]): [string[], string[]] {
  const at = argv.indexOf('--')
  return at < 0 ? [[...argv], []] : [argv.slice(0, at), argv.slice(at + 1)]
}
