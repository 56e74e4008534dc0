import {expect, test} from 'vitest'
import {explainTable, queryTable} from './mirrors.ts'

const asked = {target: 'fedora/42', country: 'SE'}
const redirect = {from: 'rawhide', to: 'fedora-42'}

test('a repository that is redirected to another one is named with it', () => {
  expect(queryTable({...asked, generation: 1, mirrors: []})).toBe('fedora/42 for a client in SE: no mirror.')
  const line = 'The repository rawhide is redirected to fedora-42.'
  expect(queryTable({...asked, redirect, generation: 1, mirrors: []})).toBe(`${line}\nfedora/42 for a client in SE: no mirror.`)
  expect(
    explainTable({...asked, redirect, hosts: []})
      .split('\n')
      .slice(0, 2),
  ).toEqual([line, 'fedora/42 for a client in SE:'])
})
