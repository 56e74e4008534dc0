import type {ScriptOutput} from '../remote/run-script.ts'
import type {CronPolicy, HostPolicies, UnitPolicy} from './policy.ts'

/** A line of a crontab or of another file that starts programs, and how sure it is that it starts the work. */
export interface FoundLine extends CronPolicy {
  /** `within`: the work's command is in it, among more. `program`: it names the work's program, but may start something else. */
  match: 'exact' | 'within' | 'program'
  when: 'boot' | 'periodic'
  /** Whether ops may change the file. */
  writable: boolean
}

/** The units that systemd has loaded, from the output of `survey.pl`. */
export function parseUnits(output: ScriptOutput): UnitPolicy[] {
  return (['unit', 'trigger'] as const).flatMap((kind) =>
    output
      .all(kind)
      .map((line) => line.split(' '))
      .filter(([, loaded]) => loaded === 'loaded')
      .map(([name = '', , enabled = '-', active, restart = '-', watchdog]) => ({
        kind,
        name,
        enabled,
        active: active === 'active' || active === 'activating' || active === 'reloading',
        restart,
        watchdogUs: Number(watchdog),
      })),
  )
}

const parseMatch = (word: string | undefined): FoundLine['match'] => (word === 'exact' || word === 'within' ? word : 'program')

export function parseCronLines(output: ScriptOutput): FoundLine[] {
  return output.all('cron').map((text) => {
    const [match, when, writable, file = '', number, ...line] = text.split(' ')
    return {
      match: parseMatch(match),
      when: when === 'boot' ? 'boot' : 'periodic',
      writable: writable === '1',
      file,
      number: Number(number),
      line: line.join(' '),
    }
  })
}

/** Lines of /etc/rc.local and /etc/inittab, which ops does not change. */
export function parseBootLines(output: ScriptOutput): FoundLine[] {
  return output.all('boot').map((text) => {
    const [match, file = '', number, ...line] = text.split(' ')
    return {
      match: parseMatch(match),
      when: 'boot',
      writable: false,
      file,
      number: Number(number),
      line: line.join(' '),
    }
  })
}

/** What ops disarms on a host. */
export function parseHostPolicies(output: ScriptOutput): HostPolicies {
  const sure = parseCronLines(output).filter(({match, writable}) => match === 'exact' && writable)
  return {
    units: parseUnits(output),
    cron: sure.map(({file, number, line}) => ({file, number, line})),
    disarmed: output.get('disarmed') !== undefined,
  }
}
