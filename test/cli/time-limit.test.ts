import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {runOps} from './run-ops.ts'

const folder = mkdtempSync(join(tmpdir(), 'ops-time-limit-'))
afterAll(() => rmSync(folder, {recursive: true, force: true}))
beforeAll(() =>
  writeFileSync(
    join(folder, 'ops.yaml'),
    `hosts:
  asked: {power: {driver: exec, on: [sh, "on1"], off: [sh, "off1"], status: [sleep, "50"]}}
  switched: {power: {driver: exec, on: [sleep, "50"], off: [sh, "off2"], status: [sh, -c, "exit 2"]}}
  silent: {address: 127.0.0.1, ssh: {user: op, port: 9}, power: {driver: exec, on: [sh], off: [sh, "off3"], status: [sh, -c, "exit 0"]}}
`,
  ),
)

const ops = async (...args: string[]) => {
  const env = {OPS_INVENTORY: join(folder, 'ops.yaml'), OPS_STATE_DIR: join(folder, 'state')}
  const {code, stdout} = await runOps([...args, '--json'], {env})
  return {code, error: (JSON.parse(stdout) as {error: {code: string; hint?: string}}).error}
}

test('a command that wrote nothing to the journal is not sent there by its time limit', async () => {
  const {code, error} = await ops('power', 'status', 'asked', '--timeout', '6s')
  expect({code, error}).toEqual({code: 124, error: {code: 'DEADLINE', message: 'The command did not finish within 6s.', exit: 124}})
})

test('a command with a run in the journal is sent to this run', async () => {
  const {code, error} = await ops('power', 'on', 'switched', '--timeout', '15s')
  expect({code, error}).toMatchObject({code: 124, error: {hint: expect.stringMatching(/^ops runs show \d{8}-\d{4}-\w{4}$/)}})
  const [, , , run = ''] = error.hint?.split(' ') ?? []
  const shown = await runOps(['runs', 'show', run, '--json'], {env: {OPS_STATE_DIR: join(folder, 'state')}})
  expect(JSON.parse(shown.stdout)).toMatchObject({ok: true, result: {command: 'power on', hosts: ['switched']}})
})

test('a host that ssh cannot reach comes with an ssh command that names it', async () => {
  const {code, error} = await ops('power', 'baseline', 'silent')
  expect({code, error}).toMatchObject({
    code: 4,
    error: {code: 'TRANSPORT_UNREACHABLE', hint: 'check that silent is on, and run ssh -v -l op -p 9 127.0.0.1 true'},
  })
})
