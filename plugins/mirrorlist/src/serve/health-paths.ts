import type {OtherPaths} from '../http/server.ts'
import type {ServiceState} from './messages.ts'

/**
 * `/healthz`: this process lives. `/readyz`: it serves, and from what; 200 also with problems, because older data serve on,
 * and a load balancer that took the server out would make it worse. The problems stand in the body.
 */
export function healthPaths(state: () => ServiceState | undefined): OtherPaths {
  return (path, _request, response) => {
    if (path === '/healthz') {
      response.writeHead(200, {'Content-Type': 'text/plain'}).end('ok\n')
      return true
    }
    if (path !== '/readyz') return false
    const known = state()
    const body = known === undefined ? {ready: false} : {ready: true, degraded: Object.keys(known.problems).length > 0, ...known}
    response.writeHead(known === undefined ? 503 : 200, {'Content-Type': 'application/json'}).end(`${JSON.stringify(body)}\n`)
    return true
  }
}
