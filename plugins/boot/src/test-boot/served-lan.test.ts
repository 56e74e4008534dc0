import {expect, test} from 'vitest'
import {serverBeside} from './served-lan.ts'

test.each([
  ['10.0.0.5/24', undefined, '10.0.0.1'],
  ['10.0.0.1/24', undefined, '10.0.0.2'],
  ['10.0.0.2/24', '10.0.0.1', '10.0.0.3'],
  ['10.0.0.130/25', '10.0.0.129', '10.0.0.131'],
] as const)('the server beside %s with gateway %s is %s', (address, gateway, server) => expect(serverBeside(address, gateway)).toBe(server))
