import {expect, test} from 'vitest'
import type {BootMachine} from '../profiles/boot-machine.ts'
import {Clients} from './clients.ts'

const machine = (name: string, mac: string, ip?: string) => ({host: {name}, boot: {mac}, ip}) as unknown as BootMachine
const [one, two] = [machine('one', '00:1a:64:00:00:01', '10.0.0.5'), machine('two', '00:1a:64:00:00:02')]
const stranger = '02:00:00:00:00:55'

function scene(neighbours: [string, string][] = []) {
  const time = {now: 1000}
  const clients = new Clients([one, two], {neighbours: () => new Map(neighbours), now: () => time.now})
  return {time, clients, at: (address: string) => clients.machineAt(address)?.host.name}
}

test('a lease names a machine until it ends or is given back by its owner', () => {
  const {time, clients, at} = scene()
  clients.leased('00:1A:64:00:00:02', '10.0.0.9', 5000)
  expect(at('10.0.0.9')).toBe('two')
  clients.released(stranger, '10.0.0.9')
  expect(at('10.0.0.9')).toBe('two')
  time.now = 5000
  expect(at('10.0.0.9')).toBeUndefined()
  clients.leased('00:1a:64:00:00:02', '10.0.0.9', 9000)
  clients.released('00:1a:64:00:00:02', '10.0.0.9')
  expect(at('10.0.0.9')).toBeUndefined()
})

test('an address that another card leases loses its machine, even if it is boot.ip and the neighbour table is older', () => {
  const {clients, at} = scene([['10.0.0.5', '00:1a:64:00:00:01']])
  expect(at('10.0.0.5')).toBe('one')
  clients.leased(stranger, '10.0.0.5')
  expect(at('10.0.0.5')).toBeUndefined()
  clients.leased('00:1a:64:00:00:02', '10.0.0.5')
  expect(at('10.0.0.5')).toBe('two')
})

test('the neighbour table counts only where ops does not lease all addresses; boot.ip always does', () => {
  const {clients, at} = scene([['10.0.0.100', '00:1a:64:00:00:02']])
  expect(at('10.0.0.100')).toBe('two')
  clients.usesNeighbours = false
  expect(at('10.0.0.100')).toBeUndefined()
  expect(at('10.0.0.5')).toBe('one')
})
