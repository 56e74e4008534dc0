import type {DaemonEvent} from '@ops/core/daemon'

/** An event as a line for people; undefined for those that only machines care for. */
export function eventLine({type, at: _, ...detail}: DaemonEvent): string | undefined {
  const text = (name: string) => String(detail[name])
  switch (type.replace(/^ops\.mirrorlist\.|\/1$/g, '')) {
    case 'data': {
      const left = (detail['warnings'] as string[]).map((warning) => `\n  ${warning}`).join('')
      return `Generation ${text('generation')}: ${text('hosts')} hosts, ${text('directories')} directories, ${text('repositories')} repositories.${left}`
    }
    case 'countries':
      return `Countries: ${text('file')}, ${text('ageDays')} days old${extra(detail)}.`
    case 'problem':
      return `${text('message')} Generation ${text('generation')} serves on.`
    case 'solved':
      return `Works again: ${text('about')}.`
    case 'listening':
      return `Listening on ${text('address')} (${text('listener')}).`
    case 'worker-ended':
      return `Worker ${text('pid')} ended (${text('reason')}); another takes its place.`
    case 'worker-failed':
      return `Worker ${text('pid')} cannot serve: ${text('error')}`
    case 'draining':
      return 'Draining: what is being answered is finished first.'
    default:
      return undefined
  }
}

function extra({license, caution, old}: Record<string, unknown>): string {
  const notes = [
    license === '' ? [] : [`licence ${license}`],
    caution === undefined ? [] : [caution],
    old === true ? ['give a newer one by --geoip'] : [],
  ]
  return notes
    .flat()
    .map((note) => `; ${note}`)
    .join('')
}
