import {afterAll, beforeAll, describe, expect} from 'vitest'
import {lab, unmet} from '../../../../test/lab/require.ts'
import {type DhcpScene, dhcpScene, knownMac, serverAddress} from '../fixtures/dhcp-scene.ts'
import {type DhcpWire, dhcpWire} from '../fixtures/dhcp-wire.ts'
import type {RunningOps} from '../service/start-ops.ts'

// The answer to one machine as each kind of client: architecture (option 93), class (60), user class (77), iPXE (175).
const needs = {root: true, programs: ['ip', 'perl', 'dnsmasq']}
const test = lab(needs)
const limitMs = 120_000
const url = (file: string) => `http://${serverAddress}:8069/${file}`

interface Client {
  name: string
  arch?: number
  options?: Record<number, Buffer | string>
  file: string
  /** Option 60 of the answer. */
  class?: string
}

const uint16 = (value: number) => Buffer.from([value >> 8, value & 255])
const classOf = (kind: 'PXEClient' | 'HTTPClient', arch: number) => `${kind}:Arch:${String(arch).padStart(5, '0')}:UNDI:003001`
const asked = Buffer.from([1, 3, 60, 66, 67])
const pxe = (arch: number) => ({60: classOf('PXEClient', arch), 93: uint16(arch), 94: Buffer.from([1, 3, 0]), 55: asked})
const http = (arch: number) => ({...pxe(arch), 60: classOf('HTTPClient', arch)})
const ipxe = (arch: number) => ({...pxe(arch), 77: 'iPXE', 175: Buffer.from([1, 1, 1])})

const httpClients: Client[] = [
  {name: 'UEFI x86-64 over HTTP', options: http(16), file: url('loaders/ipxe.efi'), class: 'HTTPClient'},
  {name: 'UEFI arm64 over HTTP', options: http(19), file: url('loaders/ipxe-arm64.efi'), class: 'HTTPClient'},
]
const clients: Client[] = [
  {name: 'BIOS', options: pxe(0), file: 'loaders/undionly.kpxe'},
  {name: 'UEFI IA-32', options: pxe(6), file: 'loaders/shimia32.efi'},
  {name: 'UEFI x86-64', options: pxe(7), file: 'loaders/shimx64.efi'},
  {name: 'UEFI x86-64 by the older code', options: pxe(9), file: 'loaders/shimx64.efi'},
  {name: 'UEFI arm64', options: pxe(11), file: 'loaders/shimaa64.efi'},
  {name: 'U-Boot arm64, which reads a menu', options: pxe(22), file: ''},
  {name: 'iPXE on BIOS', options: ipxe(0), file: 'boot.ipxe'},
  {name: 'iPXE on UEFI x86-64', options: ipxe(7), file: 'boot.ipxe'},
  {name: 'iPXE on UEFI arm64', options: ipxe(11), file: 'boot.ipxe'},
  {name: 'iPXE by option 175 alone', options: {...pxe(7), 175: Buffer.from([1, 1, 1])}, file: 'boot.ipxe'},
  {name: 'a client without option 93', options: {55: asked}, file: 'vmlinuz'},
  ...httpClients,
]

let scene: DhcpScene
let wire: DhcpWire
const isUsable = unmet(needs).length === 0
beforeAll(async () => {
  if (!isUsable) return
  scene = dhcpScene('arch')
  wire = await dhcpWire(scene.in('client'), 'client0')
}, limitMs)
afterAll(async () => {
  await wire?.[Symbol.asyncDispose]()
  await scene?.[Symbol.asyncDispose]()
})

const profiles = {one: {kernel: 'vmlinuz', initrd: 'initrd.gz'}}
const looping = {one: {...profiles.one, bootfile: 'undionly.kpxe'}}

/** The file and class that a client is offered, in the header and in option 67. */
async function offered(options: Client['options']) {
  const [offer, ...more] = await wire.ask({mac: knownMac, type: 'discover', ...(options === undefined ? {} : {options})})
  expect(more).toEqual([])
  const text = (code: number) => (offer?.options.get(code) ?? Buffer.alloc(0)).toString('latin1').replace(/\0+$/, '')
  return {type: offer?.type, header: offer?.file, option: text(67), server: offer?.siaddr, class: text(60)}
}

describe('--dhcp full', () => {
  let ops: RunningOps | undefined
  afterAll(() => ops?.[Symbol.asyncDispose]())
  for (const {name, options, file, class: kind = ''} of clients)
    test(
      `${name} gets ${file || 'no file'}`,
      async () => {
        ops ??= await scene.serve(['--dhcp', 'full'], {profiles})
        expect(await offered(options)).toMatchObject({type: 'OFFER', header: file, option: file, server: serverAddress, class: kind})
      },
      limitMs,
    )
})

test(
  'a profile that names iPXE gives iPXE the script',
  async () => {
    await using _ops = await scene.serve(['--dhcp', 'full'], {profiles: looping})
    expect(await offered(pxe(0))).toMatchObject({header: 'undionly.kpxe'})
    for (const arch of [0, 7, 11]) expect(await offered(ipxe(arch))).toMatchObject({header: 'boot.ipxe', option: 'boot.ipxe'})
  },
  limitMs,
)

describe('--dhcp proxy', () => {
  let ops: RunningOps | undefined
  afterAll(() => ops?.[Symbol.asyncDispose]())
  for (const {name, options, file} of httpClients)
    test(
      `${name} gets ${file}`,
      async () => {
        ops ??= await scene.serve(['--dhcp', 'proxy'], {profiles})
        const offer = await offered(options)
        expect(offer).toMatchObject({type: 'OFFER', class: 'HTTPClient'})
        expect([offer.header, offer.option]).toContain(file)
      },
      limitMs,
    )
  test(
    'iPXE gets the script',
    async () => {
      ops ??= await scene.serve(['--dhcp', 'proxy'], {profiles: looping})
      for (const arch of [0, 7, 11]) expect(await offered(ipxe(arch))).toMatchObject({header: 'boot.ipxe', class: 'PXEClient'})
    },
    limitMs,
  )
})
