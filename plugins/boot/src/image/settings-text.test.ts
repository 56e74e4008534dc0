import {expect, test} from 'vitest'
import {bootHostSchema, profileSchema} from '../inventory/schema.ts'
import {settingsText} from './settings-text.ts'
import {wantedModules} from './wanted-modules.ts'

const profile = profileSchema.parse({
  firmware: 'slof',
  nfs: {server: '10.0.0.9', path: '/srv/%h', port: 12049},
  image: {ram: 'axonram0', console: 'hvc0', beaconPort: 8069},
})
const host = {name: 'pxcab', boot: bootHostSchema.parse({mac: '00:1a:64:00:00:01', profile: 'p', ip: '10.0.0.5/24', gateway: '10.0.0.1'})}

test('a host gets its own root and address; a profile leaves them open', () => {
  if (profile.image === undefined) throw new Error('the profile has an image')
  expect(settingsText(profile, profile.image, host)).toBe(
    "ip='10.0.0.5:10.0.0.9:10.0.0.1:24:pxcab'\nnfsroot='10.0.0.9:/srv/pxcab,vers=4.1,port=12049,rw'\nram='axonram0'\ninto='chroot'\nconsole='hvc0'\nbeacon='8069'\nrescue='shell'\n",
  )
  expect(settingsText(profile, profile.image)).not.toContain('ip=')
  expect(settingsText(profile, profile.image)).toContain("nfsroot='10.0.0.9:/srv/%h,vers=4.1,port=12049,rw'\n")
})

test('axonram0 needs its own driver, and NFS the version that is mounted', () => {
  if (profile.image === undefined) throw new Error('the profile has an image')
  expect(wantedModules(profile, profile.image).needed).toEqual(['axonram', 'nfs', 'nfsv4'])
  expect(wantedModules({...profile, firmware: 'pxcab'}, {...profile.image, into: 'none'})).toMatchObject({
    needed: ['axonram'],
    optional: expect.arrayContaining(['spider_net']),
  })
})
