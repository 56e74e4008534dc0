import {createServer, type Server} from 'node:http'
import type {MetricsSource} from './daemon.ts'

/** `/healthz`: the process lives. `/readyz`: it serves, 503 while it starts or drains. `/metrics`: Prometheus text. */
export function healthServer(isReady: () => boolean, metrics: () => Promise<MetricsSource>): Server {
  return createServer(async (request, response) => {
    const path = request.url?.split('?', 1)[0]
    const text = (status: number, body: string, type = 'text/plain; charset=utf-8') =>
      response.writeHead(status, {'content-type': type}).end(body)
    if (request.method !== 'GET' && request.method !== 'HEAD') return text(405, 'GET or HEAD\n')
    if (path === '/healthz') return text(200, 'ok\n')
    if (path === '/readyz') return isReady() ? text(200, 'ready\n') : text(503, 'not ready\n')
    if (path !== '/metrics') return text(404, '/healthz, /readyz or /metrics\n')
    try {
      const source = await metrics()
      return text(200, await source.metrics(), source.contentType)
    } catch (error) {
      return text(500, `${error instanceof Error ? error.message : String(error)}\n`)
    }
  })
}

/** Memory, CPU and event loop of this process, unless the daemon brings its own. */
export async function processMetrics(): Promise<MetricsSource> {
  const {collectDefaultMetrics, Registry} = await import('prom-client')
  const registry = new Registry()
  collectDefaultMetrics({register: registry})
  return registry
}
