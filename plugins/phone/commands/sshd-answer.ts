import type {Answer} from '@ops/core/cli'
import {exitCodes, exitOfHosts} from '@ops/core/errors'
import {renderSetUp} from '../src/present/render-set-up.ts'
import type {SetUpOutcome} from '../src/service/set-up-sshd.ts'
import type {PhoneResult} from '../src/session/on-phones.ts'

/** Output and exit code of a set-up, a removal or a repair; `--check` exits 6 when there is something to do. */
export function sshdAnswer(hosts: readonly PhoneResult<SetUpOutcome>[], check: boolean): Answer {
  const failed = exitOfHosts(hosts)
  const changes = check && hosts.some((host) => host.error === undefined && host.changes > 0)
  return {result: {hosts}, text: renderSetUp(hosts, check), exit: failed === exitCodes.done && changes ? exitCodes.changes : failed}
}
