import {OpsError} from '../errors/index.ts'
import type {Finding} from '../seams/guard.ts'
import {refusalSentence} from './errors.ts'

/** The act was not done, because of these findings (exit 5). */
export class GuardRefusal extends OpsError {
  readonly findings: readonly Finding[]

  constructor(findings: readonly Finding[]) {
    const [first] = findings
    const hint = nextStep(findings)
    super('GUARD_REFUSED', refusalSentence(findings), 'refused', {
      ...(first === undefined ? {} : {host: first.host}),
      ...(hint === undefined ? {} : {hint}),
    })
    this.findings = findings
  }
}

/** The hint of the first finding, and --force where a reason overrides all of them. */
function nextStep(findings: readonly Finding[]): string | undefined {
  const hint = findings[0]?.hint || undefined
  if (hint?.includes('--force') === true || !findings.every(({forcible}) => forcible)) return hint
  if (hint === undefined) return 'add --force REASON'
  return `${hint.startsWith('ops ') ? 'run ' : ''}${hint}; or add --force REASON`
}
