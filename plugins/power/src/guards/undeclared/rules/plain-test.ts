import type {Untrusted} from '@ops/core/untrusted'
import {knownChildren} from '../known/children.ts'
import {plainProcesses, plainScopes} from '../known/processes.ts'
import {knownUnits, knownUserUnits, userManager} from '../known/units.ts'
import type {Survey, SurveyedProcess} from '../survey/survey.ts'
import type {ForeignFile} from './foreign-file.ts'
import {isProgram} from './is-program.ts'
import {matchesAny} from './matches-any.ts'
import {type CgroupOwner, parseCgroup} from './parse-cgroup.ts'

/** Rows of tables of known programs: unit pattern, program or programs. */
type Row = readonly [unit: string, programs: string | readonly string[], source: string]

/** incusd calls itself for work on containers, such as `incusd forkfile` for files of one that is stopped (incus 6.0, cmd/incusd). */
const isHelper = /^(?:\S*\/)?incusd fork/

/** Whether a unit's main process is no work, so that only what it started is. */
export const isKnownUnit = matchesAny([...knownUnits.map(([unit]) => unit), userManager[0]])

/** Tells programs that run on any machine, and are no work, from work. */
export function plainTest(survey: Survey, foreignFile: ForeignFile): (process: SurveyedProcess, owner: CgroupOwner) => boolean {
  const greeters = findGreeters(survey)
  const hasUnits = survey.processes.some(({pid, cgroup}) => pid === 1 && parseCgroup(cgroup)?.kind === 'unit')
  const [ofUserUnits, ofManagers] = [lookUp(knownUserUnits), lookUp([userManager])]
  const ofSystemUnits = lookUp([...knownUnits, ...knownChildren, ...plainScopes])
  return (process, owner) => {
    // systemd keeps whatever it starts in a unit: a process beside them came from a container or moved there.
    if (owner === undefined) return !hasUnits && isProgram(process, plainProcesses)
    if (owner.kind === 'session') return greeters.sessions.has(owner.id.raw)
    if (owner.kind === 'container') return false
    if (greeters.uids.has(managerOf(owner))) return true
    if (owner.manager !== undefined) return isProgram(process, ofUserUnits(owner.name.raw))
    if (foreignFile(owner.name.raw) !== undefined || isHelper.test(process.args.raw)) return false
    return isProgram(process, [...ofSystemUnits(owner.name.raw), ...ofManagers(owner.name.raw)])
  }
}

/** The programs of all rows whose pattern a unit matches; a host has many processes and few units. */
function lookUp(rows: readonly Row[]): (unit: string) => readonly string[] {
  const tests = rows.map(([pattern, programs]) => ({matches: matchesAny([pattern]), programs}))
  const known = new Map<string, readonly string[]>()
  return (unit) => {
    const programs = known.get(unit) ?? tests.filter(({matches}) => matches([unit])).flatMap((test) => test.programs)
    known.set(unit, programs)
    return programs
  }
}

/** Login screens: sessions of the class `greeter` (pam_systemd(8)), and the managers of their users. */
function findGreeters({sessions}: Survey): {sessions: Set<string>; uids: Set<number | undefined>} {
  const greeters = sessions.filter((session) => session.class.raw === 'greeter')
  const people = new Set(sessions.filter((session) => session.class.raw.startsWith('user')).map(({uid}) => uid))
  return {
    sessions: new Set(greeters.map(({id}) => id.raw)),
    uids: new Set(greeters.map(({uid}) => uid).filter((uid) => uid !== 0 && !people.has(uid))),
  }
}

function managerOf({name, manager}: {name: Untrusted; manager?: number}): number | undefined {
  const own = /^user@(\d+)\.service$/.exec(name.raw)?.[1]
  return manager ?? (own === undefined ? undefined : Number(own))
}
