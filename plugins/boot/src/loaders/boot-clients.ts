/** A kind of firmware that boots from the network, as it names itself in DHCP option 93. */
export interface BootClient {
  name: string
  /** As `ops boot explain` names it. */
  title: string
  /** Codes of option 93: RFC 4578 section 2.1 as IANA's list "Processor Architecture Types" corrects it. */
  codes: readonly number[]
  /** It fetches a URL and identifies itself as HTTPClient (UEFI 2.5 and later, section 24.7). */
  http: boolean
  /** `uname -m` of the kernels that it can start. */
  archs: readonly string[]
  /** Ending of the programs that it can start. */
  programs: RegExp
}

export const clientNames = [
  'bios',
  'efi-ia32',
  'efi-x64',
  'efi-arm64',
  'http-ia32',
  'http-x64',
  'http-arm64',
  'u-boot-arm',
  'u-boot-arm64',
] as const
export type ClientName = (typeof clientNames)[number]

const x86 = ['x86_64', 'i686', 'i386']

const biosPrograms = /\.(?:k{0,2}pxe|0|bin|lkrn|c32)$/i
const efiPrograms = (other: string) => new RegExp(`^(?!.*(?:${other})).*\\.efi(?:\\.signed)?$`, 'i')
const [ia32, x64, arm64] = ['ia32|i386', 'x64|x86_64|x86-64|amd64', 'aa64|arm64|aarch64']
const forIa32 = efiPrograms(`${x64}|${arm64}`)
const forX64 = efiPrograms(`${ia32}|${arm64}`)
const forArm64 = efiPrograms(`${ia32}|${x64}`)
const kernels = /(?:Image|zImage|uImage|\.img|\.fit|\.itb)$/i

/** Known kinds. Code 9 is EBC in IANA's list, but older x86-64 firmware sends it (RFC 4578 had 7 and 9 the other way round). */
export const bootClients: Readonly<Record<ClientName, Omit<BootClient, 'name'>>> = {
  bios: {title: 'PC BIOS', codes: [0], http: false, archs: x86, programs: biosPrograms},
  'efi-ia32': {title: 'UEFI IA-32', codes: [6], http: false, archs: x86, programs: forIa32},
  'efi-x64': {title: 'UEFI x86-64', codes: [7, 9], http: false, archs: x86, programs: forX64},
  'efi-arm64': {title: 'UEFI arm64', codes: [11], http: false, archs: ['aarch64', 'arm64'], programs: forArm64},
  'http-ia32': {title: 'UEFI IA-32 over HTTP', codes: [15], http: true, archs: x86, programs: forIa32},
  'http-x64': {title: 'UEFI x86-64 over HTTP', codes: [16], http: true, archs: x86, programs: forX64},
  'http-arm64': {title: 'UEFI arm64 over HTTP', codes: [19], http: true, archs: ['aarch64', 'arm64'], programs: forArm64},
  'u-boot-arm': {title: 'U-Boot arm', codes: [21], http: false, archs: ['armv7l'], programs: kernels},
  'u-boot-arm64': {title: 'U-Boot arm64', codes: [22], http: false, archs: ['aarch64', 'arm64'], programs: kernels},
}
