import {deviceStream} from '../adb/device-stream.ts'
import {pipeTcp} from './pipe-tcp.ts'

// The ProxyCommand of ops' own logins: HOST PORT of the adb server, the phone's serial in hexadecimal, the port on the phone.
const [host = '', port = '', serial = '', phonePort = ''] = process.argv.slice(2)
try {
  await pipeTcp(await deviceStream({host, port: Number(port)}, Buffer.from(serial, 'hex').toString('utf8'), `tcp:${phonePort}`))
} catch (error) {
  // adbd refuses to open the service when nothing listens; the adb server passes this on as "closed".
  const {message} = error as Error
  process.stderr.write(`ops phone proxy: ${message === 'closed' ? `nothing listens on port ${phonePort} of the phone` : message}\n`)
  process.exitCode = 1
}
