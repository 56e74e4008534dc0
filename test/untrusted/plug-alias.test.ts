import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {tempFolder} from '@ops/core/testing'
import {expect, test} from 'vitest'
import {startLabPlug} from '../../plugins/power/src/lab-plug/start-lab-plug.ts'
import {runOps} from '../cli/run-ops.ts'

// Clears the screen, rings the bell and forges a line.
const alias = 'a\u001b[2J\u0007\nnode9 on'
const shown = String.raw`a\x1b[2J\x07\nnode9 on`
const harmful = /[^\P{Cc}\n]/u

test('an alias that is set on a plug reaches the terminal as text, and --json as it is', async () => {
  await using folder = await tempFolder()
  await using plug = await startLabPlug({model: 'HS300', address: '127.40.31.1', port: 0, alias, outlets: [{alias, on: true}]})
  const inventory = join(folder.path, 'ops.yaml')
  writeFileSync(inventory, `hosts: {a: {power: {driver: kasa, address: ${plug.address}, port: ${plug.port}, outlet: 1}}}\n`)
  const ops = (...args: string[]) => runOps(args, {env: {OPS_INVENTORY: inventory, OPS_STATE_DIR: join(folder.path, 'state')}})
  const discover = ['power', 'discover', '--broadcast', plug.address, '--port', `${plug.port}`, '--wait', '1s']

  for (const args of [['power', 'info', 'a'], discover]) {
    const {code, stdout, stderr} = await ops(...args)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain(shown)
    expect(stdout).not.toMatch(harmful)
    expect(stdout).not.toMatch(/^node9/m)
  }
  // The name of no outlet: the refusal lists what the strip has.
  writeFileSync(inventory, `hosts: {a: {power: {driver: kasa, address: ${plug.address}, port: ${plug.port}, outlet: b}}}\n`)
  const refused = await ops('power', 'status', 'a')
  expect(refused.stdout).toContain(shown)
  expect(refused.stdout + refused.stderr).not.toMatch(harmful)

  const json = await ops(...discover, '--json')
  expect(JSON.parse(json.stdout).result.plugs[0]).toMatchObject({alias, outlets: [{alias}]})
  expect(json.stdout).not.toMatch(harmful)
})
