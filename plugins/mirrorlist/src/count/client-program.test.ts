import fc from 'fast-check'
import {expect, test} from 'vitest'
import {clientProgram, clientPrograms} from './client-program.ts'

const programOf = (agent: string) => clientPrograms[clientProgram(['Host', 'a', 'uSer-Agent', agent])]

test.each([
  ['libdnf (Fedora Linux 41; workstation; Linux.x86_64)', 'libdnf'],
  ['libdnf', 'libdnf'],
  ['libdnf/0.73.1', 'libdnf'],
  ['libdnf5/5.2.8 (Fedora Linux 42; generic; Linux.aarch64)', 'dnf5'],
  ['dnf5/5.1', 'dnf5'],
  ['dnf/4.14.0', 'dnf'],
  ['PackageKit-hawkey', 'PackageKit'],
  ['rpm-ostree (Fedora 40; coreos; Linux.x86_64)', 'rpm-ostree'],
  ['urlgrabber/3.10 yum/3.4.3', 'yum'],
  ['librepo/1.17.0', 'librepo'],
  ['ZYpp 17.31.8 (curl 8.0.1) openSUSE-Leap-15.5-x86_64', 'zypp'],
  ['anaconda/41.35', 'anaconda'],
  ['curl/8.5.0', 'curl'],
  ['Wget/1.21.4', 'wget'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', 'browser'],
  ['python-requests/2.31', 'other'],
  ['', 'none'],
])('%s is %s', (agent, program) => {
  expect(programOf(agent)).toBe(program)
})

test('without the header it is none; any header gives a name of the set', () => {
  expect(clientPrograms[clientProgram(['Host', 'a'])]).toBe('none')
  fc.assert(fc.property(fc.string({maxLength: 2000}), (agent) => clientPrograms.includes(programOf(agent) ?? ('' as never))))
})
