/** The crawler's results in a data folder, unless `--store` says otherwise. */
export const crawlFile = 'crawl.sqlite'
