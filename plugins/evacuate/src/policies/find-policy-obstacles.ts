import type {MoveObstacle} from '@ops/core/seams'
import {joinArgv, type ScriptOutput} from '../remote/run-script.ts'
import {type FoundLine, parseBootLines, parseCronLines, parseUnits} from './parse-policies.ts'

export interface SurveyedPolicies {
  /** Of the workload. */
  name: string
  kind: string
  /** Files whose lines for the work are known not to start it a second time. */
  startsOnce: readonly string[]
  source: {host: string; output: ScriptOutput}
  destination: {host: string; output: ScriptOutput}
}

/** What would start the work again and cannot be disarmed with certainty. Pure. */
export function findPolicyObstacles(surveyed: SurveyedPolicies): MoveObstacle[] {
  const {name, kind, source, destination} = surveyed
  return [
    ...[source, destination].flatMap(({host, output}) => [
      ...findLineObstacles(name, host, output)
        .filter(({file}) => !surveyed.startsOnce.includes(file))
        .map(({file: _, ...obstacle}) => obstacle),
      ...output.all('readonly').map((path) => ({
        host,
        message: `${path} on ${host} cannot be written, so ops cannot keep systemd from starting ${name} there.`,
        hint: `mount ${path} writable on ${host}, or set "ssh: {user: root}" for ${host}`,
      })),
    ]),
    ...findParentObstacles(name, source.host, source.output),
    ...(kind === 'service' ? findMissingUnits(surveyed) : []),
  ]
}

function findLineObstacles(name: string, host: string, output: ScriptOutput): (MoveObstacle & {file: string})[] {
  const command = (output.get('command') ?? '').split(joinArgv(['', ''])).join(' ')
  const describe = ({file, number, line}: FoundLine) => `${file}:${number} on ${host} (${line.trim()})`
  const cron = parseCronLines(output).flatMap((found) => {
    if (found.match === 'exact' && found.writable) return []
    if (found.match === 'exact')
      return [
        {
          file: found.file,
          host,
          message: `${describe(found)} starts ${name}, and ops cannot change that file (it is a link, or cannot be written).`,
          hint: `replace ${found.file} on ${host} by a regular file, or remove line ${found.number} from it`,
        },
      ]
    if (found.when === 'periodic' && found.match === 'program') return []
    const exact = command === '' ? '' : `, or write its command as: ${command}`
    return [
      {
        file: found.file,
        host,
        message: `${describe(found)} may start ${name} ${found.when === 'boot' ? 'at boot' : 'again'}, but ops cannot tell.`,
        hint: `remove line ${found.number} from ${found.file} on ${host}${exact}; or, if it cannot start it a second time, add "startsOnce: [${found.file}]" to ${name}`,
      },
    ]
  })
  const boot = parseBootLines(output).map((found) => ({
    file: found.file,
    host,
    message: `${describe(found)} ${found.match === 'exact' ? 'starts' : 'may start'} ${name} at boot, and ops does not change that file.`,
    hint: `start ${name} by a unit or an @reboot line of a crontab instead of line ${found.number} of ${found.file} on ${host}; or, if that line cannot start it a second time, add "startsOnce: [${found.file}]" to ${name}`,
  }))
  return [...cron, ...boot]
}

/** Commands of supervisors that stop and start what they supervise. */
const supervisorCommands: Record<string, (service: string) => string> = {
  runsv: (service) => `stop: [sv, down, ${service}], start: [sv, up, ${service}]`,
  's6-supervise': (service) => `stop: [s6-svc, -wd, -d, /run/service/${service}], start: [s6-svc, -u, /run/service/${service}]`,
  supervise: (service) => `stop: [svc, -d, /service/${service}], start: [svc, -u, /service/${service}]`,
  supervisord: () => 'stop: [supervisorctl, stop, PROGRAM], start: [supervisorctl, start, PROGRAM]',
}

function findParentObstacles(name: string, host: string, output: ScriptOutput): MoveObstacle[] {
  const [pid, supervisor = '', service = ''] = (output.get('supervisor') ?? '').split(' ')
  const [uid, unit] = (output.get('user') ?? '').split(' ')
  return [
    ...(pid
      ? [
          {
            host,
            message: `${name} on ${host} is supervised by ${supervisor} (process ${pid}), which would start it again after the move.`,
            hint: `declare ${name} as kind service with ${supervisorCommands[supervisor]?.(service) ?? `stop and start commands of ${supervisor}`} and a status command`,
          },
        ]
      : []),
    ...(unit
      ? [
          {
            host,
            message: `${name} on ${host} belongs to ${unit} of the systemd of user id ${uid}, which ops does not disarm.`,
            hint: `move ${unit} to /etc/systemd/system on ${host}, with User=${uid}`,
          },
        ]
      : []),
  ]
}

/** A service is started at its destination by its units, so these must exist there before anything is stopped. */
function findMissingUnits({name, source, destination}: SurveyedPolicies): MoveObstacle[] {
  const {host, output} = destination
  const there = new Set(parseUnits(output).map((unit) => unit.name))
  return parseUnits(source.output)
    .filter((unit) => !there.has(unit.name))
    .map((unit) => ({
      host,
      message: `${host} has no ${unit.name}, which ${unit.kind === 'unit' ? 'is the unit of' : 'activates'} ${name} on ${source.host}.`,
      hint: `install ${unit.name} on ${host}`,
    }))
}

/** What its owner should know: lines that name the work's program and run while the host is up. */
export function findPolicyNotes({name, source, destination}: SurveyedPolicies): string[] {
  return [source, destination].flatMap(({host, output}) =>
    parseCronLines(output)
      .filter(({match, when}) => match === 'program' && when === 'periodic')
      .map(
        ({file, number, line}) =>
          `${file}:${number} on ${host} (${line.trim()}) names the program of ${name}; ops leaves it as it is. Remove it if it starts ${name}.`,
      ),
  )
}
