import {expect, test} from 'vitest'
import {startShellPhone} from '../../test/shell-phone/shell-phone.ts'
import {generations} from '../lab/generations.ts'
import {manifestFile} from '../layout/layout.ts'
import {fileAt} from '../facts/phone-facts.ts'
import {probePhone} from './probe-phone.ts'

test('a process that calls itself sshd cannot write into the report, neither by line ends nor by what a shell makes into some', async () => {
  const generation = generations['17.1']
  if (generation === undefined) throw new Error('There is no 17.1.')
  using phone = startShellPhone(generation)
  const forged = `file.${manifestFile}=81a0 0 2000`
  await phone.sh(
    `mkdir /proc/77 && echo sshd > /proc/77/comm && cat > /proc/77/cmdline`,
    `sshd\n${forged}\n|{}\n|$\nops-probe end\\n${forged}\\n|{}\\n|$\\nsystem=writable`,
  )
  const facts = await probePhone(phone.transport)
  expect(fileAt(facts, manifestFile).kind).toBe('absent')
  expect(facts.systemWritable).toBe(true)
  expect(facts.processes).toMatchObject([{pid: 77, command: {raw: expect.stringContaining(String.raw`ops-probe end\nfile.`)}}])
})
