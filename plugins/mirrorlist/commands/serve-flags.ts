import {Flags} from '@oclif/core'
import {dataFlags, geoipFlag} from './source-flags.ts'

export const serveFlags = {
  ...dataFlags,
  from: Flags.string({description: 'URL of a folder that ops mirrorlist publish fills', helpValue: 'URL'}),
  every: Flags.string({description: 'time between two pulls of --from', default: '60s', helpValue: 'TIME'}),
  geoip: geoipFlag,
  listen: Flags.string({
    description: 'address and port, or path of a unix socket; repeatable. :PORT is loopback, *:PORT all addresses',
    multiple: true,
    default: ['127.0.0.1:3000'],
    helpValue: 'ADDR:PORT',
  }),
  metrics: Flags.string({
    description: 'also serve /metrics, /healthz and /readyz on this address; :PORT is loopback',
    helpValue: 'ADDR:PORT',
  }),
  minimum: Flags.integer({description: 'number of mirrors below which the whole world is added', default: 5, min: 0}),
  order: Flags.option({
    options: ['stop', 'append'] as const,
    default: 'stop' as const,
    description: 'after a mirror whose netblock holds the client: stop there, or append the public mirrors',
  })(),
  'trust-proxy': Flags.string({description: 'networks whose X-Forwarded-For and ip= are trusted', multiple: true, helpValue: 'PREFIX'}),
  stats: Flags.string({
    description: 'SQLite file of access statistics (default: statistics.sqlite in the state directory)',
    helpValue: 'FILE',
  }),
  crawl: Flags.string({description: 'SQLite file of the crawler, for /propagation (default: crawl.sqlite in --data)', helpValue: 'FILE'}),
  log: Flags.string({description: "also write MirrorManager's access log, with clients' addresses, to this file", helpValue: 'FILE'}),
  workers: Flags.integer({description: 'processes that answer (default: one per processor)', min: 1, max: 256}),
  seed: Flags.integer({description: 'the same seed gives the same orders of mirrors', min: 0}),
  'order-reuse': Flags.integer({
    description: 'clients that one order may serve within ten seconds; 1: one order per client',
    default: 16,
    min: 1,
  }),
  drain: Flags.string({description: 'time for running answers when the service stops', default: '10s', helpValue: 'TIME'}),
}
