import {type Answer, OpsCommand} from '@ops/core/cli'
import {table} from '@ops/core/text'
import {joinLines} from '@ops/core/untrusted'
import {listPhones} from '../src/service/list-phones.ts'
import {inventoryPhones, openServices} from '../src/session/open-services.ts'

export default class PhoneList extends OpsCommand {
  static override summary = 'List attached phones and those of the inventory.'
  static override description = 'For each phone that is not ready, prints the reason and the next step.'
  static override examples = ['<%= config.bin %> <%= command.id %>']

  protected async act(signal: AbortSignal): Promise<Answer> {
    const services = await openServices(this.session, this.progress, signal)
    const phones = await listPhones(services, await inventoryPhones(this.session), signal)
    const rows = phones.map(({host, serial, state, model, rom}) => [
      host,
      serial || '-',
      state,
      model.raw === '' ? '-' : model,
      rom.raw === '' ? '-' : rom,
    ])
    const problems = phones.flatMap(({host, problem, hint}) => (problem === undefined ? [] : [`${host}: ${problem}`, `  Next: ${hint}`]))
    const text =
      phones.length === 0
        ? 'No phone is attached.'
        : [
            table(rows, ['PHONE', 'SERIAL', 'STATE', 'MODEL', 'ROM'], this.columns),
            ...(problems.length === 0 ? [] : [joinLines(problems)]),
          ].join('\n')
    return {result: {hosts: phones}, text}
  }
}
