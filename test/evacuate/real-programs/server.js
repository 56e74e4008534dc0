// Counts requests in its memory and in a log.
const {openSync, writeFileSync, writeSync} = require('node:fs')
const log = openSync('/var/lib/node/requests', 'a')
let requests = 0
const answer = (_, response) => {
  requests++
  writeSync(log, `${requests}\n`)
  response.end(`${requests}\n`)
}
require('node:http')
  .createServer(answer)
  .listen(8082, () => writeFileSync('/run/node/node.pid', `${process.pid}\n`))
