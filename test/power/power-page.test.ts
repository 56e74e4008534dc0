import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, onTestFinished, test} from 'vitest'
import {discoverPlugs} from '../../plugins/power/src/drivers/kasa/discover-plugs.ts'
import {renderPlugs} from '../../plugins/power/src/drivers/kasa/render-plugs.ts'
import {startLabPlug} from '../../plugins/power/src/lab-plug/start-lab-plug.ts'
import {offHosts} from '../../plugins/power/src/off/off-hosts.ts'
import {onHosts} from '../../plugins/power/src/on/switch-on.ts'
import {renderResults} from '../../plugins/power/src/present/render-results.ts'
import {renderStatus} from '../../plugins/power/src/present/render-status.ts'
import {readStatuses} from '../../plugins/power/src/status/read-status.ts'
import {fakeHost, standbyWatts} from '../../plugins/power/test/fake-host.ts'
import {scene} from '../../plugins/power/test/scene.ts'
import {root} from '../cli/run-ops.ts'
import {essence, shownCommands} from '../readme/shown.ts'

const plugAddress = '127.40.79.9'
const stripAddress = '127.40.79.10'
const hostAddress = '127.40.79.5'

const shown = shownCommands(readFileSync(join(root, 'docs/power.md'), 'utf8'))

/** nginx.service, as the survey of a host lists it. */
const nginx = [
  'process\t612\t1\t0\t0\tnginx\t0::/system.slice/nginx.service\tnginx: master process',
  'socket\ttcp\t   1: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2002 1 0 100 0 0 10 0',
  'owner\t2002\t612',
]

/** The plugs and the machine of the page; `print` gives what a command of the page prints. */
async function startScene() {
  const host = await fakeHost(hostAddress)
  const plug = await startLabPlug({
    model: 'HS110',
    address: plugAddress,
    port: 0,
    alias: 'node1',
    outlets: [{alias: 'node1', on: true}],
    onRelay: (_, on) => host.power(on),
    draw: async () => (host.isUp() ? 40 : standbyWatts),
  })
  const strip = await startLabPlug({
    model: 'HS300',
    address: stripAddress,
    port: plug.port,
    alias: 'rack',
    deviceId: '8006'.padEnd(39, '0').concat('2'),
    outlets: ['left', 'node2 right'].map((alias) => ({alias, on: true})),
  })
  onTestFinished(async () => {
    for (const one of [plug, strip]) await one[Symbol.asyncDispose]()
    await host.power(false)
  })
  const power = `{driver: kasa, address: ${plugAddress}, port: ${plug.port}}`
  const inventory = `hosts: {node1: {address: ${hostAddress}, ssh: {port: ${host.port}}, power: ${power}}}`
  const {services, hosts, signal} = await scene({inventory, transports: {node1: host.transport('node1')}})
  const node1 = hosts('node1')
  const print = async (command: string): Promise<string> => {
    switch (command) {
      case 'ops power discover':
        return renderPlugs(await discoverPlugs({addresses: [plugAddress, stripAddress], port: plug.port, waitMs: 1000, repeats: 3}, signal))
      case 'ops power status node1':
        return renderStatus(await readStatuses(services, node1, signal))
      case 'ops power on node1':
        return renderResults((await onHosts(services, node1, [], signal)).hosts)
      case 'ops power off node1':
      case 'ops power off node1 --dry-run':
        return renderResults((await offHosts(services, node1, {argv: [], dryRun: command.endsWith('--dry-run')}, signal)).hosts)
      default:
        throw new Error(`The test cannot run ${command}.`)
    }
  }
  return {host, print}
}

describe('docs/power.md shows what its commands print', () => {
  test('the first use, and a refusal', async () => {
    const {host, print} = await startScene()
    const last = shown.length - 1
    expect(last).toBeGreaterThan(4)
    for (const [at, {command, lines}] of shown.entries()) {
      // The last block is that of a machine with undeclared work.
      if (at === last) host.extra.push(...nginx)
      const printed = await print(command)
      expect(printed.split('\n').map(essence), command).toEqual(lines.map(essence))
    }
  })
})
