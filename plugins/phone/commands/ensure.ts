import {Flags} from '@oclif/core'
import {type Answer, OpsCommand, parseDuration} from '@ops/core/cli'
import {exitOfHosts} from '@ops/core/errors'
import {actOnPhone, withRun} from '../src/session/act-on-phone.ts'
import {eachPhone} from '../src/session/each-phone.ts'
import {ensureSshd} from '../src/service/ensure-sshd.ts'
import {choosePhones, openActingDeps} from '../src/session/open-services.ts'
import {showError} from '../src/present/render-set-up.ts'
import {visible} from '../src/present/escape-controls.ts'
import {waitForPhone} from '../src/service/wait-for-phone.ts'
import {phonesArg} from './flags.ts'

export default class PhoneEnsure extends OpsCommand {
  static override summary = 'Make sure that the sshd of phones runs, e.g. after a restart; --wait waits for phones to appear.'
  static override examples = ['<%= config.bin %> <%= command.id %> fp3', '<%= config.bin %> <%= command.id %> @phones --wait 10m']
  static override args = {phones: phonesArg}
  static override flags = {wait: Flags.string({description: 'wait this long for a phone that is not attached yet', helpValue: 'TIME'})}

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(PhoneEnsure)
    const waitMs = parseDuration(flags.wait ?? '0')
    const deps = await openActingDeps(this.session, this.progress, signal)
    const phones = await choosePhones(this.session, deps, args.phones, signal)
    const {fanout} = this.session.settings
    const hosts = await withRun(deps, 'phone ensure', phones, (run) =>
      eachPhone(phones, fanout, signal, async (phone) => {
        const found = waitMs > 0 ? await waitForPhone(deps, phone, waitMs, signal) : phone
        return actOnPhone(deps, run, 'phone.ensure', found, signal, (held) => ensureSshd(deps, found, held))
      }),
    )
    const lines = hosts.map((one) =>
      one.error === undefined ? `${one.host}: sshd ${one.changed ? 'started' : 'runs'} (${one.banner})` : showError(one.host, one.error),
    )
    return {result: {hosts}, text: visible(lines.join('\n')), exit: exitOfHosts(hosts)}
  }
}
