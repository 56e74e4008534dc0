import {Flags} from '@ops/core/cli'
import {dataFlags, geoipFlag} from './source-flags.ts'

export const serveFlags = {
  ...dataFlags,
  from: Flags.string({description: 'URL of a folder that ops mirrorlist publish writes; fetched again and again', helpValue: 'URL'}),
  every: Flags.string({description: 'time between two fetches of --from', default: '60s', helpValue: 'TIME'}),
  geoip: geoipFlag,
  listen: Flags.string({
    description: 'address and port to listen on, or path of a unix socket; repeatable. :PORT is loopback, *:PORT all addresses',
    multiple: true,
    default: ['127.0.0.1:3000'],
    helpValue: 'ADDR:PORT',
  }),
  metrics: Flags.string({
    description: 'also serve /metrics, /healthz and /readyz on this address; :PORT is loopback',
    helpValue: 'ADDR:PORT',
  }),
  minimum: Flags.integer({
    description: 'a list with fewer mirrors is filled up with those of the whole world',
    default: 5,
    min: 0,
    helpValue: 'COUNT',
  }),
  order: Flags.option({
    options: ['stop', 'append'] as const,
    default: 'stop' as const,
    description: 'for a client in the netblock of a mirror: list only such mirrors (stop), or the public ones after them (append)',
  })(),
  'trust-proxy': Flags.string({
    description: 'networks whose X-Forwarded-For and ip= are believed (sample: loopback)',
    multiple: true,
    helpValue: 'PREFIX',
  }),
  stats: Flags.string({
    description: 'SQLite file of access statistics (default: mirrorlist/statistics.sqlite in the state directory)',
    helpValue: 'FILE',
  }),
  crawl: Flags.string({
    description: 'SQLite file of the crawler, for the page /propagation (default: crawl.sqlite in the folder of --data)',
    helpValue: 'FILE',
  }),
  log: Flags.string({
    description: "also write an access log with clients' addresses, in MirrorManager's format, to this file",
    helpValue: 'FILE',
  }),
  workers: Flags.integer({
    description: 'number of processes that answer (default: one per processor)',
    min: 1,
    max: 256,
    helpValue: 'COUNT',
  }),
  seed: Flags.integer({description: 'the same seed gives the same orders of mirrors', min: 0, helpValue: 'NUMBER'}),
  'order-reuse': Flags.integer({
    description: 'number of clients that one random order of mirrors may serve within ten seconds; 1: one order per client',
    default: 16,
    min: 1,
    helpValue: 'COUNT',
  }),
  drain: Flags.string({description: 'time for running answers to finish when the service stops', default: '10s', helpValue: 'TIME'}),
}
