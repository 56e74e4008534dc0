import {join} from 'node:path'

/** What a folder of mirror data holds; `mirrors` is a folder of one file per site. */
export const dataFiles = {service: 'service.yaml', mirrors: 'mirrors', details: 'details.yaml', status: 'status.json'} as const

/** All of it, to be watched. */
export function dataPaths(folder: string): string[] {
  return Object.values(dataFiles).map((name) => join(folder, name))
}

/** The crawler's results in a data folder, unless `--store` names another file. */
export const crawlFile = 'crawl.sqlite'
