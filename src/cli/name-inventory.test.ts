import {expect, test} from 'vitest'
import {InventoryNamer} from './name-inventory.ts'

const ids = ['power:info', 'power:status', 'runs:show', 'inventory:check', 'evacuate', 'evacuate:status', 'lab:up', 'mirrorlist:lint']
const namer = InventoryNamer.of('my lab.yaml', ids) as InventoryNamer

test.each([
  ['ops power info web1', "ops power info --inventory 'my lab.yaml' web1"],
  ['ops evacuate status', "ops evacuate status --inventory 'my lab.yaml'"],
  ['ops evacuate web1 --to web2', "ops evacuate --inventory 'my lab.yaml' web1 --to web2"],
  ['correct the file, then run ops inventory check', "correct the file, then run ops inventory check --inventory 'my lab.yaml'"],
  [
    'run ops power info a once the plug answers, or ops runs show 3',
    "run ops power info --inventory 'my lab.yaml' a once the plug answers, or ops runs show --inventory 'my lab.yaml' 3",
  ],
  ['run ops power status; then start again', "run ops power status --inventory 'my lab.yaml'; then start again"],
  ['ops inventory check --inventory other.yaml', 'ops inventory check --inventory other.yaml'],
  ['ops lab up', 'ops lab up'],
  ['stop ops on web1, or shut it down', 'stop ops on web1, or shut it down'],
  ['ops mirrorlist lint --data DIR', 'ops mirrorlist lint --data DIR'],
])('%s', (hint, named) => {
  expect(namer.hint(hint)).toBe(named)
  expect(namer.text(`web1: failed.\n  Next: ${hint}\nops power info web1`)).toBe(`web1: failed.\n  Next: ${named}\nops power info web1`)
  expect(JSON.parse(namer.json({message: hint, hint, of: [{fix: hint}]}, undefined))).toEqual({
    message: hint,
    hint: named,
    of: [{fix: named}],
  })
})

test('no inventory was named, or a pipe that the next command cannot read', () => {
  expect(InventoryNamer.of(undefined, ids)).toBeUndefined()
  expect(InventoryNamer.of('/dev/fd/63', ids)).toBeUndefined()
})
