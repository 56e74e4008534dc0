import {expect, test} from 'vitest'
import {didYouMean, nearestName} from './did-you-mean.ts'

test.each([
  ['adress', ['address', 'arch'], 'address'],
  ['tag', ['ssh', 'tags'], 'tags'],
  ['kassa', ['exec', 'kasa'], 'kasa'],
  ['nsa1', ['nas1', 'nas2'], 'nas1'],
  ['Web1', ['web1'], 'web1'],
  ['fanout', ['timeout'], undefined],
  ['node17', ['node16', 'node1'], undefined],
  ['nod16', ['node15', 'node16'], 'node16'],
  ['x', ['y'], undefined],
  ['db', ['dc'], undefined],
  ['of', ['on', 'off'], 'off'],
  ['fw1', ['gw1'], 'gw1'],
  ['gateway', ['gatweay', 'getaway'], 'gatweay'],
  ['storage', ['sotrage', 'mortage'], 'sotrage'],
  ['charger', ['larger', 'hangar'], undefined],
  ['container', ['maintainer', 'contents'], undefined],
  ['passwrdfle', ['passwordFile'], 'passwordFile'],
])('%s of %j is %s', (typed, names, expected) => {
  expect(nearestName(typed, names)).toBe(expected)
  expect(didYouMean(typed, names)).toBe(expected === undefined ? undefined : `Did you mean "${expected}"?`)
})
