import {bootClients, type ClientName, clientNames} from '../loaders/boot-clients.ts'
import {isIpxeProgram, loaderFile} from '../loaders/loader-files.ts'
import type {Profile} from '../inventory/section.ts'
import {firstFile} from './first-file.ts'

/** The first file of a client; `ipxe` is that of an iPXE on the same machine. */
export interface BootChoice {
  client: ClientName
  file: string
  ipxe: string
}

export interface BootChoices {
  /** For clients that name no known architecture. */
  other: string
  /** For iPXE on such clients. */
  ipxe: string
  /** Empty: the firmware comes in one architecture. */
  clients: BootChoice[]
}

type ChosenBy = Parameters<typeof firstFile>[0] & Pick<Profile, 'loaders'>

/** Firmware of PCs and servers, which comes in several architectures and names its own. */
const severalKinds: readonly Profile['firmware'][] = ['pxe', 'ipxe', 'edk2']
const script = 'boot.ipxe'

/** Chooses the first file by the kind of client: `loaders` of the profile, a `bootfile` that it can start, else the usual loader. */
export function bootChoices(profile: ChosenBy): BootChoices {
  const other = firstFile(profile)
  const clients = severalKinds.includes(profile.firmware) ? clientNames.map((client) => choiceFor(client, profile)) : []
  return {other, ipxe: isIpxeProgram(other) || clients.length > 0 ? scriptOr(profile.bootfile) : other, clients}
}

function choiceFor(client: ClientName, profile: ChosenBy): BootChoice {
  const {bootfile, kernel} = profile
  const chosen = profile.loaders[client]
  if (chosen !== undefined) {
    const file = loaderFile(client, chosen) ?? chosen
    return {client, file, ipxe: scriptOr(file)}
  }
  // Without a kernel there is no menu, so that another loader would be of no use.
  const isUsable = bootfile !== undefined && (bootClients[client].programs.test(bootfile) || kernel === undefined)
  if (isUsable) return {client, file: bootfile, ipxe: scriptOr(bootfile)}
  return {client, file: loaderFile(client, undefined) ?? '', ipxe: bootfile?.endsWith('.ipxe') ? bootfile : script}
}

/** iPXE must not get iPXE again: it would start it for ever. */
function scriptOr(file: string | undefined): string {
  return file === undefined || isIpxeProgram(file) ? script : file
}
