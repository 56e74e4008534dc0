import {type Answer, OpsCommand} from '@ops/core/cli'
import {dirFlag, labDir} from './lab-dir.ts'

export default class LabDown extends OpsCommand {
  static override summary = 'Remove the lab with its processes, mounts, network links, cgroups and files.'
  static override examples = ['<%= config.bin %> <%= command.id %>']
  static override flags = {dir: dirFlag}

  protected async act(): Promise<Answer> {
    const {flags} = await this.parse(LabDown)
    const dir = labDir(flags.dir, this.session.settings.stateDir)
    const {labDown} = await import('../src/lifecycle/down.ts')
    const changed = await labDown({registry: await this.session.registry(), progress: this.progress}, dir)
    return {result: {dir, changed}, text: changed ? `The lab in ${dir} was removed.` : `There is no lab in ${dir}.`}
  }
}
