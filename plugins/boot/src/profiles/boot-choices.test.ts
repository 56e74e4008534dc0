import {expect, test} from 'vitest'
import {profileSchema} from '../inventory/schema.ts'
import {bootChoices} from './boot-choices.ts'

const choices = (profile: object) => {
  const {clients, ...rest} = bootChoices(profileSchema.parse(profile))
  return {...rest, ...Object.fromEntries(clients.map(({client, file, ipxe}) => [client, [file, ipxe]]))}
}

test('a profile of kernel and initrd: each architecture gets its loader, and iPXE its script', () =>
  expect(choices({kernel: 'vmlinuz', initrd: 'initrd'})).toMatchObject({
    ipxe: 'boot.ipxe',
    other: 'vmlinuz',
    bios: ['loaders/undionly.kpxe', 'boot.ipxe'],
    'efi-x64': ['loaders/shimx64.efi', 'boot.ipxe'],
    'efi-arm64': ['loaders/shimaa64.efi', 'boot.ipxe'],
    'http-x64': ['loaders/ipxe.efi', 'boot.ipxe'],
    'http-ia32': ['', 'boot.ipxe'],
    'u-boot-arm64': ['', 'boot.ipxe'],
  }))

test.each(['undionly.kpxe', 'undionly.kkpxe', 'ipxe.efi', 'boot/snponly.efi', 'ipxe-arm64.efi', 'ipxe.pxe', 'efi\\ipxe.efi'])(
  'iPXE never gets iPXE: %s',
  (bootfile) => {
    const {ipxe, clients} = bootChoices(profileSchema.parse({kernel: 'vmlinuz', bootfile}))
    expect([ipxe, ...clients.map((one) => one.ipxe)]).toEqual(Array(clients.length + 1).fill('boot.ipxe'))
    expect(bootChoices(profileSchema.parse({firmware: 'u-boot', bootfile})).ipxe).toBe('boot.ipxe')
    expect(choices({kernel: 'vmlinuz', bootfile, loaders: {bios: bootfile}})).toMatchObject({bios: [bootfile, 'boot.ipxe']})
  },
)

test('a boot file is for the clients that can start it', () => {
  expect(choices({kernel: 'vmlinuz', bootfile: 'grubx64.efi'})).toMatchObject({
    bios: ['loaders/undionly.kpxe', 'boot.ipxe'],
    'efi-x64': ['grubx64.efi', 'grubx64.efi'],
    'efi-arm64': ['loaders/shimaa64.efi', 'boot.ipxe'],
  })
  expect(choices({firmware: 'ipxe', kernel: 'vmlinuz', bootfile: 'my.ipxe'})).toMatchObject({
    ipxe: 'my.ipxe',
    bios: ['loaders/undionly.kpxe', 'my.ipxe'],
  })
  expect(choices({bootfile: 'pxelinux.0'})).toMatchObject({ipxe: 'pxelinux.0', bios: ['pxelinux.0', 'pxelinux.0']})
})

test('loaders of the profile take precedence, by name or as a file', () =>
  expect(choices({kernel: 'k', loaders: {bios: 'pxelinux', 'efi-x64': 'ipxe', 'efi-arm64': 'own/boot.efi'}})).toMatchObject({
    bios: ['loaders/lpxelinux.0', 'loaders/lpxelinux.0'],
    'efi-x64': ['loaders/ipxe.efi', 'boot.ipxe'],
    'efi-arm64': ['own/boot.efi', 'own/boot.efi'],
  }))

test('a loader that the client cannot start is refused', () => {
  const {error} = profileSchema.safeParse({loaders: {bios: 'grub'}})
  expect(error?.issues.map(({message}) => message)).toEqual([
    'must be one of ipxe, pxelinux, or a file name with a dot or slash, not "grub"',
  ])
})

test('firmware of one architecture gets the file of the profile', () =>
  expect(bootChoices(profileSchema.parse({firmware: 'pxcab', kernel: 'k'}))).toEqual({other: 'k', ipxe: 'k', clients: []}))
