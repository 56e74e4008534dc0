import type {OtherPaths} from './server.ts'

/** What everyone may know about how the service does; `/readyz` tells it. */
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
 * `/healthz`: this process lives. `/readyz`: it serves, and from what; 200 also with problems, which stand in the body: older data
 * serve on, and as all servers get the same bad file, a load balancer that took out each one that refused it would take out all.
 * `/readyz?strict` is for who wants to know, not to balance (a roll-out that waits, a monitor): 503 while anything is wrong.
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
