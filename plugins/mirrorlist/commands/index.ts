import Build from './build.ts'
import Explain from './explain.ts'
import Publish from './publish.ts'
import Query from './query.ts'
import Serve from './serve.ts'

export default {
  'mirrorlist:build': Build,
  'mirrorlist:explain': Explain,
  'mirrorlist:publish': Publish,
  'mirrorlist:query': Query,
  'mirrorlist:serve': Serve,
}
