import {describe, expect, it} from 'vitest'
import {OpsError} from '@ops/core/errors'
import type {ExecResult, Transport} from '@ops/core/transport'
import {execSchema} from './config.ts'
import {execDriver} from './driver.ts'
import {execFactory} from './factory.ts'

const {signal} = new AbortController()
const config = execSchema.parse({on: ['fence', 'on'], off: ['fence', 'off'], status: ['fence', 'status']})

function driver(answer: Partial<ExecResult> | Error) {
  const exec = async () => {
    if (answer instanceof Error) throw answer
    return {code: 0, signal: null, stdout: '', stderr: '', ...answer}
  }
  const transport: Transport = {host: 'a', kind: 'local', exec, async [Symbol.asyncDispose]() {}}
  return execDriver(config, {transport, host: 'a', outlet: {driver: 'exec', device: 'x'}})
}

describe('exec', () => {
  it('reads the exit codes of fence agents by default', async () => {
    expect((await driver({code: 0}).read(signal)).state).toBe('on')
    expect((await driver({code: 2}).read(signal)).state).toBe('off')
    // A wrong call, as bash and Python's argparse report it: the outlet was not read.
    await expect(driver({code: 2, stderr: 'usage: fence [-h]'}).read(signal)).rejects.toMatchObject({code: 'POWER_EXEC_FAILED'})
    await expect(driver({code: 1, stderr: 'no route'}).read(signal)).rejects.toMatchObject({
      code: 'POWER_EXEC_FAILED',
      message: expect.stringContaining('no route'),
    })
  })

  it('reports a failed or lost switch as unknown, and one that was never started as not done', async () => {
    await expect(driver({code: 1}).off(signal)).rejects.toMatchObject({code: 'POWER_UNKNOWN'})
    await expect(driver(new OpsError('TRANSPORT_DEADLINE', 'Too slow.', 'deadline')).off(signal)).rejects.toMatchObject({
      code: 'POWER_UNKNOWN',
    })
    await expect(driver(new OpsError('TRANSPORT_NOT_STARTED', 'No such file.', 'unreachable')).off(signal)).rejects.toMatchObject({
      code: 'POWER_EXEC_UNREACHABLE',
      exit: 4,
    })
  })

  it('runs its commands on the host of via', async () => {
    const asked: string[] = []
    const remote: Transport = {
      host: 'gate',
      kind: 'ssh',
      exec: async (argv) => {
        asked.push(argv.join(' '))
        return {code: 2, signal: null, stdout: '', stderr: ''}
      },
      async [Symbol.asyncDispose]() {},
    }
    const transports = {
      to: (name: string) => {
        expect(name).toBe('gate')
        return remote
      },
      async [Symbol.asyncDispose]() {},
    }
    const via = await execFactory.open({...config, via: 'gate'}, {transports, host: 'a'})
    expect((await via.read(signal)).state).toBe('off')
    expect(asked).toEqual(['fence status'])
  })

  it('is the same outlet for the same off command, or by its name', () => {
    const id = (more: object) => execFactory.formatOutlet(execFactory.identify({...config, ...more}))
    expect(id({})).toBe(id({on: ['other']}))
    expect(id({off: ['fence', 'off', '2']})).not.toBe(id({}))
    expect(id({outlet: 'pdu1-4'})).toBe('exec/pdu1-4')
    expect(id({outlet: 'pdu1/4'})).toBe('exec/pdu1/4')
    expect(id({outlet: '/dev/ttyUSB0'})).toBe('exec/%2Fdev%2FttyUSB0')
    for (const outlet of ['pdu1', 'pdu1/4', 'a/b/c', '/dev/ttyUSB0', '/', 'pdu1/', '//x', 'http://pdu/1', ' ', '50%', 'a\nb', '..'])
      expect(execFactory.parseOutlet(id({outlet}))).toEqual(execFactory.identify({...config, outlet}))
  })
})
