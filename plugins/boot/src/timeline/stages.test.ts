import {expect, test} from 'vitest'
import {profileSchema} from '../inventory/schema.ts'
import {stagesOf} from './stages.ts'

const stages = (profile: object) => stagesOf(profileSchema.parse(profile)).join(' ')

test('a boot from flash shows only power and console', () => {
  expect(stages({source: 'flash', firmware: 'pxcab'})).toBe('power firmware kernel login')
})

test('stages depend on image and root', () => {
  expect(stages({image: {ram: 'axonram0'}, nfs: {path: '/srv'}})).toBe(
    'power firmware dhcp tftp kernel init modules network ram ramroot nfs root login',
  )
  expect(stages({image: {}, nfs: {path: '/srv'}})).toBe('power firmware dhcp tftp kernel init modules network nfs root login')
  expect(stages({image: {into: 'none'}})).toBe('power firmware dhcp tftp kernel init modules network login')
  expect(stages({kernel: 'vmlinuz'})).toBe('power firmware dhcp tftp kernel login')
})

test('the profile may set its stages', () => {
  expect(stages({stages: ['power', 'tftp']})).toBe('power tftp')
})
