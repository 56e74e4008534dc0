import {errorTable, type ExitCode, exitCodes, type OpsError} from '../errors/index.ts'
import {foldHosts} from '../hostset/index.ts'
import type {DoctorFinding} from '../seams/doctor.ts'
import {plural, tableRows} from '../text/index.ts'
import {escapeText} from '../untrusted/index.ts'

export interface Diagnosis {
  text: string
  exit: ExitCode
  /** Undefined: nothing is missing or broken that the inventory uses. */
  error?: OpsError
}

const errors = errorTable({
  DOCTOR_PROBLEMS: {
    message: (bad: readonly DoctorFinding[], all: number) =>
      `${bad.length} of ${all} checks found a problem: ${foldSubjects(bad).map(escapeText).join(', ')}.`,
    hint: (bad: readonly DoctorFinding[]) => bad.find(({fix}) => fix !== undefined)?.fix,
    hintNote: 'take the steps that are printed below the findings, the first one first',
    exit: 'someFailed',
    exitNote: '3 if every check found a problem',
    meaning: 'Something that the inventory uses is missing or broken on this machine or on a host. Nothing was changed.',
  },
})

/** Findings for people: a line each, what to do below it, and how many need attention. Exit 2 when some do, 3 when all do. */
export function renderFindings(findings: readonly DoctorFinding[], columns?: number): Diagnosis {
  const optional = findings.filter(isOptional)
  const bad = findings.filter((finding) => finding.state !== 'ok' && !isOptional(finding))
  const rows = tableRows(
    findings.map((finding) => [
      isOptional(finding) ? 'optional' : finding.state,
      finding.subject,
      finding.state === 'ok' ? finding.message : `${finding.message} Used by: ${finding.feature}.`,
    ]),
    columns,
  )
  const lines = findings.flatMap(({state, fix}, at) => [
    rows[at] ?? '',
    ...(state === 'ok' || fix === undefined ? [] : [`    Next: ${escapeText(fix)}`]),
  ])
  const unused =
    optional.length === 0 ? '' : ` ${plural(optional.length, 'optional part')} ${optional.length === 1 ? 'is' : 'are'} missing.`
  if (bad.length === 0) return {text: [...lines, `No problem was found.${unused}`].join('\n'), exit: exitCodes.done}
  const error = errors.DOCTOR_PROBLEMS({}, bad, findings.length)
  const exit = bad.length === findings.length ? exitCodes.allFailed : exitCodes.someFailed
  return {text: [...lines, `${error.message}${unused}`].join('\n'), exit, error}
}

/** `perl on node[1-180]` instead of 180 subjects. */
function foldSubjects(findings: readonly DoctorFinding[]): string[] {
  const groups = new Map<string, {before: string; after: string; hosts: string[]}>()
  for (const {subject, host} of findings) {
    const at = host === undefined ? -1 : subject.lastIndexOf(host)
    const [before, after] = host === undefined || at < 0 ? [subject, ''] : [subject.slice(0, at), subject.slice(at + host.length)]
    const key = JSON.stringify(at < 0 ? [subject] : [before, after])
    const group = groups.get(key) ?? {before, after, hosts: []}
    groups.set(key, group)
    if (host !== undefined && at >= 0) group.hosts.push(host)
  }
  return [...groups.values()].map(({before, after, hosts}) => `${before}${foldHosts(hosts)}${after}`)
}

function isOptional({state, optional}: DoctorFinding): boolean {
  return optional === true && state === 'missing'
}
