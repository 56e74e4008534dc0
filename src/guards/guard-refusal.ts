import {OpsError} from '../errors/index.ts'
import type {Finding} from '../seams/guard.ts'
import {refusalSentence} from './errors.ts'

/** The act was not done, because of these findings (exit 5). */
export class GuardRefusal extends OpsError {
  readonly findings: readonly Finding[]

  constructor(findings: readonly Finding[]) {
    const [first] = findings
    const hint = findings.every(({forcible}) => forcible) ? `${first?.hint}; or --force REASON` : first?.hint
    super('GUARD_REFUSED', refusalSentence(findings), 'refused', {
      ...(first === undefined ? {} : {host: first.host}),
      ...(hint === undefined ? {} : {hint}),
    })
    this.findings = findings
  }
}
