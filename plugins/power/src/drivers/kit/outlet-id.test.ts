import {expect, it} from 'vitest'
import {formatOutletId, parseOutletId} from './outlet-id.ts'

it.each([
  [{device: 'pdu1'}, 'x/pdu1'],
  [{device: 'pdu1', child: '4'}, 'x/pdu1/4'],
  [{device: '10.0.0.9:80', child: 'rack 1/left'}, 'x/10.0.0.9:80/rack 1/left'],
  [{device: '/dev/ttyUSB0'}, 'x/%2Fdev%2FttyUSB0'],
  [{device: '/dev/ttyUSB0', child: '2'}, 'x/%2Fdev%2FttyUSB0/2'],
  [{device: '50%', child: '100 %'}, 'x/50%25/100 %25'],
  [{device: '%2F'}, 'x/%252F'],
  [{device: 'a\nb', child: '\u202eb'}, 'x/a%0Ab/%E2%80%AEb'],
  [{device: 'straße', child: '電源'}, 'x/straße/電源'],
])('%j is %s, and back', (outlet, id) => {
  expect(formatOutletId({driver: 'x', ...outlet})).toBe(id)
  expect(parseOutletId('x', id)).toEqual({driver: 'x', ...outlet})
})

it.each(['', 'x', 'x/', 'x//dev/ttyUSB0', 'y/pdu1', 'x/pdu1/'])('%j is no id of x', (text) => {
  expect(parseOutletId('x', text)).toBeUndefined()
})

it('reads what people write: other capitals, a % that encodes nothing', () => {
  expect(parseOutletId('x', 'x/%2fdev%2fttyUSB0')).toEqual({driver: 'x', device: '/dev/ttyUSB0'})
  expect(parseOutletId('x', 'x/p/50% left')).toEqual({driver: 'x', device: 'p', child: '50% left'})
  expect(parseOutletId('x', 'x/p/%ff')).toEqual({driver: 'x', device: 'p', child: '%ff'})
})
