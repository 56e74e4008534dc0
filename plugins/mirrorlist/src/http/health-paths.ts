import type {OtherPaths} from './server.ts'

/** The public state of the service, shown by `/readyz`. */
export interface ServiceState {
  generation: number
  digest: string
  /** ISO 8601. */
  loadedAt: string
  countries: string
  /** What does not work, by what it is about (`data`, `geoip`, `pull`): the last sentence. */
  problems: Record<string, string>
}

/**
 * `/healthz`: this process lives. `/readyz`: it serves, and from which data. 200 also with problems, which the body lists: older
 * data are still served, and all servers get the same bad file, so a load balancer would take out all of them at once.
 * `/readyz?strict` is for roll-outs and monitors: 503 while there is any problem.
 */
export function healthPaths(state: () => ServiceState | undefined): OtherPaths {
  return (path, request, response) => {
    if (path === '/healthz') {
      response.writeHead(200, {'Content-Type': 'text/plain'}).end('ok\n')
      return true
    }
    if (path !== '/readyz') return false
    const known = state()
    const degraded = known !== undefined && Object.keys(known.problems).length > 0
    const strict = /[?&]strict(?:[=&]|$)/.test(request.url ?? '')
    const body = known === undefined ? {ready: false} : {ready: true, degraded, ...known}
    response
      .writeHead(known === undefined || (strict && degraded) ? 503 : 200, {'Content-Type': 'application/json'})
      .end(`${JSON.stringify(body)}\n`)
    return true
  }
}
