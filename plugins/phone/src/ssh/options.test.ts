import {spawnSync} from 'node:child_process'
import fc from 'fast-check'
import {expect, test} from 'vitest'
import {hostKeyAlias, quoteConfig, sshOptions} from './options.ts'

/** What the system's own ssh understands; `-G` prints the options that it would use. */
function understood(args: string[]): Map<string, string> {
  const {stdout, status, stderr} = spawnSync('ssh', [...args, '-G', 'phone'], {encoding: 'utf8', timeout: 100_000})
  if (status !== 0) throw new Error(stderr)
  return new Map(stdout.split('\n').map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]))
}

const path = fc
  .stringMatching(/^[ -~]{1,30}$/)
  .map((text) => `/tmp/${text.trim() || 'x'}`)
  // `${…}` names an environment variable in ssh_config, and there is no way to write it as text.
  .filter((text) => !text.includes('${'))

test('ssh reads paths back as they are: quotes, spaces, percent signs, backslashes', () => {
  fc.assert(
    fc.property(path, path, (knownHosts, identity) => {
      const options = sshOptions({server: {host: '127.0.0.1', port: 1}, serial: 's', port: 22, knownHosts})
      const seen = understood([...options, '-o', `IdentityFile=${quoteConfig(identity)}`])
      expect(seen.get('userknownhostsfile')).toBe(knownHosts)
      // -G prints this one as it is before % is expanded.
      expect(seen.get('identityfile')).toBe(identity.replaceAll('%', '%%'))
    }),
    {numRuns: 30},
  )
})

test('a serial reaches the proxy command only as one word', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[!-~]{1,30}$/), (serial) => {
      const seen = understood(sshOptions({server: {host: '127.0.0.1', port: 1}, serial, port: 22, knownHosts: '/k'}))
      // The user's shell runs the command after ssh has expanded the percent signs.
      const command = (seen.get('proxycommand') ?? '').replaceAll('%%', '%')
      const {stdout} = spawnSync('sh', ['-c', `set -- ${command}; printf %s "$5"; [ $# = 6 ]`], {encoding: 'utf8'})
      expect(Buffer.from(stdout, 'hex').toString('utf8')).toBe(serial)
    }),
    {numRuns: 50},
  )
})

test('every serial has an alias of its own that known_hosts takes as a plain name', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      expect(hostKeyAlias(a)).toMatch(/^[\w.-]+$/)
      if (a !== b) expect(hostKeyAlias(a)).not.toBe(hostKeyAlias(b))
    }),
  )
})
