import {Flags} from '@oclif/core'

/** Flags of `ops mirrorlist crawl` beside --data. */
export const crawlFlags = {
  master: Flags.string({
    description: "URL of the master's tree; without it mirrors are compared with the versions in details.yaml",
    helpValue: 'URL',
  }),
  host: Flags.string({description: 'visit only this mirror; repeatable', multiple: true, helpValue: 'NAME'}),
  store: Flags.string({description: 'SQLite file of results and history (default: crawl.sqlite in the data folder)', helpValue: 'FILE'}),
  contact: Flags.string({description: 'mail or web address in the User-Agent, for the operators of the mirrors', helpValue: 'TEXT'}),
  budget: Flags.integer({description: 'maximum number of requests to one mirror', default: 300, min: 1}),
  gap: Flags.string({description: 'time between two requests to one mirror, varied by half', default: '200ms', helpValue: 'TIME'}),
  concurrency: Flags.integer({description: 'mirrors visited at once', default: 16, min: 1, max: 256}),
  failures: Flags.integer({description: 'visits in a row without an answer after which a mirror is left out', default: 4, min: 1}),
  'max-age': Flags.integer({description: 'days that a mirror may be behind', default: 2, min: 0, helpValue: 'DAYS'}),
  'request-timeout': Flags.string({description: 'time for one request', default: '20s', helpValue: 'TIME'}),
  ca: Flags.string({description: 'PEM file of certificate authorities to trust as well', helpValue: 'FILE'}),
  seed: Flags.integer({description: 'makes order and gaps repeatable', min: 0}),
}
