import {bootClients} from '../loaders/boot-clients.ts'
import type {BootMachine} from './boot-machine.ts'
import {bootChoices} from './boot-choices.ts'

/** A first file and the kind of firmware that gets it. */
export interface FirstRequest {
  file: string
  client: string
}

/** The first files of a machine whose firmware comes in several kinds; empty: the profile names one file for its firmware. */
export function firstRequests({profile, arch}: Pick<BootMachine, 'profile' | 'arch'>): FirstRequest[] {
  if (profile.firmware !== 'pxe' && profile.firmware !== 'edk2') return []
  const {clients} = bootChoices(profile)
  const isUefi = (name: string) => profile.firmware === 'pxe' || /^(?:efi|http)-/.test(name)
  return clients
    .filter(({client, file}) => file !== '' && isUefi(client) && (arch === undefined || bootClients[client].archs.includes(arch)))
    .map(({client, file}) => ({file, client: bootClients[client].title}))
}
