import type {HostRecord, MarkName, Marks, MovePlan} from './record.ts'

export type Role = 'source' | 'destination'

export interface FoundRecord extends HostRecord {
  role: Role
}

/** Parses the output of `read.pl`. A record that does not parse is skipped: writing it was interrupted before anything was done. */
export function parseRecords(text: string): FoundRecord[] {
  const found: FoundRecord[] = []
  let role: Role | undefined
  let current: FoundRecord | undefined
  for (const line of text.split('\n')) {
    const at = line.indexOf(' ')
    const [key, value] = at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)]
    if (key === 'record') [role, current] = [undefined, undefined]
    else if (key === 'role') role = value === 'source' || value === 'destination' ? value : undefined
    else if (key === 'plan') {
      const plan = parsePlan(value)
      if (plan === undefined || role === undefined) continue
      current = {plan, role, marks: {epoch: 0}}
      found.push(current)
    } else if (key === 'mark' && current !== undefined) current.marks = {...current.marks, ...parseMark(value)}
    else if (key === 'settled' && current !== undefined) current.finishedForS = Number.parseInt(value, 10) || 0
  }
  return found
}

function parseMark(line: string): Partial<Marks> {
  const at = line.indexOf(' ')
  const name = at < 0 ? line : line.slice(0, at)
  const text = at < 0 ? '' : line.slice(at + 1)
  return name === 'epoch' ? {epoch: Number.parseInt(text, 10) || 0} : {[name as MarkName]: text}
}

function parsePlan(text: string): MovePlan | undefined {
  try {
    const plan = JSON.parse(text) as Partial<MovePlan>
    const whole = plan.version === 1 && plan.run && plan.workload && plan.source && plan.destination && plan.ticket
    return whole ? (plan as MovePlan) : undefined
  } catch {
    return undefined
  }
}
