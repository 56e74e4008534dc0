import type {Command, Cut} from './recording.ts'

interface Point {
  name: string
  /** The command after which the old version dies: the nth that matches (0 unless told), and so many after it. */
  match: RegExp
  nth?: number
  more?: number
  slow?: Cut['slow']
}

const points: Record<string, Point[]> = {
  counter: [
    {name: 'reserved-on-one-host', match: / role=/},
    {name: 'reserved', match: / role=/, nth: 1},
    {name: 'holding', match: /hold\/hook/, slow: {host: 'node1', program: 'criu'}},
    {name: 'held', match: / ms=1000/},
    {name: 'files-sent', match: /^' -- dir=\S+ epoch=1$/, nth: 1},
    {name: 'shipped', match: / count=/},
    {name: 'preparing', match: /make\/gate/},
    {name: 'prepared', match: / ms=2000/},
    {name: 'commit-on-source', match: / name=commit/},
    {name: 'committed', match: / name=commit/, nth: 1},
    {name: 'start-marked', match: / name=started/},
    {name: 'running', match: / name=started/, more: 1},
    {name: 'released', match: / pidfile=/},
    {name: 'verified-on-source', match: / name=verified/},
    {name: 'verified', match: / name=verified/, nth: 1},
  ],
  abort: [
    {name: 'abort-on-destination', match: / name=aborting/},
    {name: 'aborting', match: / name=aborting/, nth: 1},
    {name: 'destroyed', match: / pidfile=/},
    {name: 'recovered', match: / ms=60000/},
    {name: 'aborted-on-source', match: / name=aborted/},
    {name: 'aborted', match: / name=aborted/, nth: 1},
  ],
  beacon: [
    {name: 'stopping', match: / set=stopping/},
    {name: 'stopped', match: / way=forward/},
    {name: 'arrived', match: / set=arrived/},
    {name: 'ready', match: / set=ready/},
    {name: 'committed', match: / name=commit/, nth: 1},
    {name: 'started', match: / way=forward/, nth: 1},
    {name: 'over', match: / set=over/},
    {name: 'verified', match: / name=verified/, nth: 1},
  ],
}

/** The states in which a recording is cut off. */
export function cutsOf(name: string, commands: readonly Command[]): Cut[] {
  return (points[name] ?? []).map(({name: cut, match, nth = 0, more = 0, slow}) => {
    const places = commands.flatMap(({text}, place) => (match.test(text) ? [place] : []))
    const place = places[nth]
    if (place === undefined) throw new Error(`${name}: no command for ${cut}`)
    const last = commands[place + more]
    return {name: cut, commands: place + more + 1, lastSeq: last?.seq ?? 0, ...(slow === undefined ? {} : {slow})}
  })
}
