import {metalinkType} from '../render/metalink3.ts'
import {escapeComment} from '../render/xml.ts'
import type {Snapshot} from '../snapshot/snapshot.ts'
import {type Answer, textType} from './answer.ts'
import type {TargetError} from '../request/target.ts'
import type {Preferences} from '../request/preferences.ts'

export type Failure =
  | TargetError
  | {kind: 'bad-address'}
  | {kind: 'no-metalink'; path: string}
  | {kind: 'no-match'; comment: string; preferences: Preferences}

/** MirrorManager's messages and status codes, some of which are odd (200 for a request without a subject); scripts match them. */
export function errorAnswer(snapshot: Snapshot, failure: Failure, metalink: boolean, metalinkHead: string): Answer {
  // This one is text even for metalinks.
  if (failure.kind === 'hole') return {status: 500, type: textType, body: 'mirrorlist cache index out of range, you broke it!'}
  const {status, message} = messageOf(snapshot, failure)
  if (!metalink) return {status, type: textType, body: message}
  return {status, type: metalinkType, body: `${metalinkHead}<!-- ${escapeComment(message)}\n-->\n</metalink>\n`}
}

function messageOf(snapshot: Snapshot, failure: Exclude<Failure, {kind: 'hole'}>): {status: number; message: string} {
  switch (failure.kind) {
    case 'unspecified':
      return {status: 200, message: '# either path=, or repo= and arch= must be specified'}
    case 'bad-path':
      return {status: 404, message: 'error: invalid path'}
    case 'disabled':
      return {status: 200, message: 'repo disabled'}
    case 'bad-repository':
      return {
        status: 404,
        message: `${failure.comment}error: invalid repo or arch\n# following repositories are available:\n${repositories(snapshot)}`,
      }
    case 'bad-address':
      return {status: 500, message: 'Cannot parse client IP address. Aborting.'}
    case 'no-metalink':
      return {status: 404, message: `${failure.path} not found or has not metalink`}
    case 'no-match':
      return {status: 404, message: `${failure.comment}\n# no mirror matches ${matched(failure.preferences)}\n`}
  }
}

function matched({protocolText, families, excludedCountries, strict}: Preferences): string {
  return [
    protocolText === undefined ? [] : [`protocol=${protocolText}`],
    families === 0 ? [] : [`family=${families === 1 ? 4 : 6}`],
    excludedCountries.length === 0 ? [] : ['exclude_country='],
    strict ? ['strict'] : [],
  ]
    .flat()
    .join(' ')
}

const listings = new WeakMap<Snapshot, string>()

/** The same for each wrong name until the next snapshot. */
function repositories(snapshot: Snapshot): string {
  let text = listings.get(snapshot)
  if (text === undefined) {
    const pairs = snapshot.repositoryKeys.all().map((key) => key.split('+'))
    text = pairs
      .flatMap(([repo, arch, ...rest]) => (rest.length === 0 && arch !== undefined ? `# repo=${repo}&arch=${arch}\n` : []))
      .join('')
    listings.set(snapshot, text)
  }
  return text
}
