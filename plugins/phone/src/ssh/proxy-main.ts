import {pipeTcp} from './pipe-tcp.ts'

// The ProxyCommand of ops' own logins: HOST PORT of the adb server, the phone's serial in hexadecimal, the port on the phone.
const [host = '', port = '', serial = '', phonePort = ''] = process.argv.slice(2)
try {
  await pipeTcp({host, port: Number(port)}, Buffer.from(serial, 'hex').toString('utf8'), Number(phonePort))
} catch (error) {
  process.stderr.write(`ops phone proxy: ${(error as Error).message}\n`)
  process.exitCode = 1
}
