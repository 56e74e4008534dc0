import {execFileSync} from 'node:child_process'
import {PassThrough} from 'node:stream'
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {localTransport, shellQuote} from './index.ts'
import {connectionTrouble} from './ssh.ts'
import {sshPath} from './ssh-flags.ts'

const here = localTransport('here')

describe('shellQuote', () => {
  test('a POSIX shell reads back the argv, whatever is in it', () => {
    const word = fc.string({unit: 'binary', maxLength: 20}).filter((text) => !text.includes('\0'))
    fc.assert(
      fc.property(fc.array(word, {minLength: 1, maxLength: 5}), (argv) => {
        const out = execFileSync('sh', ['-c', `printf '%s\\0' ${shellQuote(argv)}`])
        expect(out).toEqual(Buffer.from(argv.map((text) => `${text}\0`).join('')))
      }),
      {numRuns: 60},
    )
  })

  test('a NUL byte is refused', () => {
    expect(() => shellQuote(['a\0b'])).toThrow(TypeError)
  })
})

describe('running a command', () => {
  test('gives exit code, both outputs and standard input', async () => {
    const result = await here.exec(['sh', '-c', 'cat; echo err >&2; exit 7'], {stdin: 'in'})
    expect(result).toEqual({code: 7, signal: null, stdout: 'in', stderr: 'err\n'})
  })

  test('pours output into a stream', async () => {
    const sink = new PassThrough()
    await here.exec(['echo', 'x'], {stdout: sink})
    expect(sink.read().toString()).toBe('x\n')
  })

  test('a command that is not there is unreachable, not a result', async () => {
    await expect(here.exec(['/no/such'])).rejects.toMatchObject({code: 'TRANSPORT_NOT_STARTED', exit: 4, host: 'here'})
  })

  test('ends at its deadline', async () => {
    await expect(here.exec(['sleep', '60'], {timeoutMs: 50})).rejects.toMatchObject({code: 'TRANSPORT_DEADLINE', exit: 124})
  })

  test('is over when it ended, whatever it left behind that holds its output', async () => {
    const {code, stdout} = await here.exec(['sh', '-c', 'echo $$; sleep 60 & echo $!; exit 3'], {timeoutMs: 50_000})
    process.kill(Number(stdout.split('\n')[1]), 'SIGKILL')
    expect(code).toBe(3)
  })

  test('leaves no timer behind, which would keep ops from ending', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    const before = timers()
    for (const script of ['true', 'exec >&- 2>&-; sleep 0.1', 'echo x; exec 2>&-; sleep 0.05']) await here.exec(['sh', '-c', script])
    expect(timers()).toBeLessThanOrEqual(before)
  })

  test('ends when the signal aborts, with its reason', async () => {
    const stop = new AbortController()
    const running = here.exec(['sleep', '60'], {signal: stop.signal})
    stop.abort(new Error('why'))
    await expect(running).rejects.toThrow('why')
  })

  test('too much output is an error, not a cut', async () => {
    await expect(here.exec(['head', '-c', '9999', '/dev/zero'], {maxBytes: 100})).rejects.toMatchObject({
      code: 'TRANSPORT_OUTPUT_TOO_LARGE',
    })
  })
})

test("a path is one value of ssh's options, whatever it holds", () => {
  expect(sshPath('/tmp/my "lab" 100%/a\\b')).toBe('"/tmp/my \\"lab\\" 100%%/a\\\\b"')
})

describe('why ssh ended with 255', () => {
  test.each([
    ['ssh: connect to host 198.18.0.9 port 22: No route to host\r\n', 'connect to host 198.18.0.9 port 22: No route to host', false],
    ['ssh: Could not resolve hostname x: Name or service not known', 'Could not resolve hostname x: Name or service not known', false],
    ['root@h: Permission denied (publickey).', 'root@h: Permission denied (publickey)', false],
    ['Host key verification failed.', 'Host key verification failed', false],
    ['Connection closed by 1.2.3.4 port 22', 'Connection closed by 1.2.3.4 port 22', false],
    [
      'Connection timed out during banner exchange\r\nConnection to 127.66.7.7 port 2222 timed out\r\n',
      'Connection timed out during banner exchange',
      false,
    ],
    ['Connection to h port 22 timed out\r\n', 'Connection to h port 22 timed out', true],
    ['Timeout, server h not responding.', 'Timeout, server h not responding', true],
    ['Connection to h closed by remote host.\r\n', 'Connection to h closed by remote host', true],
    ['client_loop: send disconnect: Broken pipe\r\n', 'client_loop: send disconnect: Broken pipe', true],
    ['', 'ssh printed no reason', true],
  ])('%s', (stderr, cause, began) => {
    expect(connectionTrouble(stderr)).toEqual({cause, began})
  })

  test('is no trouble of the connection when the command says other things', () => {
    expect(connectionTrouble('my own words')).toBeUndefined()
  })
})
