import {expect, test} from 'vitest'
import {nearest} from './nearest.ts'

const commands = ['power off', 'power on', 'power status', 'boot serve', 'boot status', 'mirrorlist serve', 'doctor', 'evacuate'].map(
  (id) => id.split(' '),
)

test.each([
  ['powr off node1', ['power off']],
  ['power of node1', ['power off', 'power on']],
  ['docter', ['doctor']],
  ['evacuat node1', ['evacuate']],
  ['serve', ['boot serve', 'mirrorlist serve']],
  ['off node1', ['power off']],
  ['poweroff node1', ['power off']],
  ['xyzzy', []],
  ['', []],
])('%s', (typed, expected) => expect(nearest(typed.split(' '), commands)).toEqual(expected))
