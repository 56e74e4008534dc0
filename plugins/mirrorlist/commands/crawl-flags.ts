import {Flags} from '@ops/core/cli'

/** Flags of `ops mirrorlist crawl` beside --data. */
export const crawlFlags = {
  master: Flags.string({
    description: 'URL below which the master has all directories; without it mirrors are compared with the versions in details.yaml',
    helpValue: 'URL',
  }),
  host: Flags.string({description: 'visit only this mirror; repeatable', multiple: true, helpValue: 'NAME'}),
  store: Flags.string({description: 'SQLite file of results and history (default: crawl.sqlite in the data folder)', helpValue: 'FILE'}),
  contact: Flags.string({description: 'mail or web address for the operators of the mirrors; sent in the User-Agent', helpValue: 'TEXT'}),
  budget: Flags.integer({description: 'maximum number of requests to one mirror in this crawl', default: 300, min: 1, helpValue: 'COUNT'}),
  gap: Flags.string({
    description: 'time between two requests to one mirror, varied at random by half to either side',
    default: '200ms',
    helpValue: 'TIME',
  }),
  concurrency: Flags.integer({
    description: 'number of mirrors to visit at the same time',
    default: 16,
    min: 1,
    max: 256,
    helpValue: 'COUNT',
  }),
  failures: Flags.integer({
    description: 'number of visits in a row without an answer after which lists leave a mirror out',
    default: 4,
    min: 1,
    helpValue: 'COUNT',
  }),
  'max-age': Flags.integer({description: 'days that a mirror may be behind the master', default: 2, min: 0, helpValue: 'DAYS'}),
  'request-timeout': Flags.string({description: 'maximum time of one request', default: '20s', helpValue: 'TIME'}),
  ca: Flags.string({description: "PEM file of certificate authorities to trust besides the system's", helpValue: 'FILE'}),
  seed: Flags.integer({description: 'the same seed gives the same order of visits and the same gaps', min: 0, helpValue: 'NUMBER'}),
}
