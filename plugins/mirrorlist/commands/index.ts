import Build from './build.ts'
import Crawl from './crawl.ts'
import CrawlHistory from './crawl/history.ts'
import Explain from './explain.ts'
import Lint from './lint.ts'
import Publish from './publish.ts'
import Query from './query.ts'
import Serve from './serve.ts'
import Stats from './stats.ts'
import StatsImport from './stats/import.ts'

export default {
  'mirrorlist:build': Build,
  'mirrorlist:crawl': Crawl,
  'mirrorlist:crawl:history': CrawlHistory,
  'mirrorlist:explain': Explain,
  'mirrorlist:lint': Lint,
  'mirrorlist:publish': Publish,
  'mirrorlist:query': Query,
  'mirrorlist:serve': Serve,
  'mirrorlist:stats': Stats,
  'mirrorlist:stats:import': StatsImport,
}
