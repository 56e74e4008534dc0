import {spawn} from 'node:child_process'

export interface AtftpGet {
  address: string
  port: number
  file: string
  blksize: number
  windowsize: number
  timeoutMs: number
}

/** One fetch to /dev/null; `failed` is the reason of a failure. */
export function atftpGet({address, port, file, blksize, windowsize, timeoutMs}: AtftpGet): Promise<{seconds: number; failed?: string}> {
  const options = ['--option', `blksize ${blksize}`, ...(windowsize === 1 ? [] : ['--option', `windowsize ${windowsize}`])]
  const began = performance.now()
  return new Promise((resolve) => {
    const child = spawn('atftp', [...options, '-g', '-r', file, '-l', '/dev/null', address, String(port)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let stderr = ''
    child.stderr.on('data', (bytes) => {
      stderr = (stderr + bytes).slice(-200)
    })
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
    child.once('close', (code) => {
      clearTimeout(timer)
      const seconds = (performance.now() - began) / 1000
      resolve(code === 0 ? {seconds} : {seconds, failed: stderr.trim() || `exit ${code}`})
    })
  })
}
