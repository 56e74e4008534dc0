import type {Coordinator} from '@ops/core/coordinator'
import type {Inventory} from '@ops/core/inventory'
import type {Progress} from '@ops/core/progress'
import {systemClock} from '@ops/core/time'
import {awaitReady, listDevices} from '../adb/await-ready.ts'
import {openPhone} from '../adb/open-phone.ts'
import {adbServerAddress} from '../adb/server-address.ts'
import {ensureAdbServer} from '../adb/start-server.ts'
import {connectionErrors} from '../errors/connection-errors.ts'
import {phonesSection} from '../inventory/section.ts'
import {selectPhones, type SelectedPhone} from '../inventory/select-phones.ts'
import {usableIdentity} from '../keys/key-file.ts'
import {verifyLogins} from '../verify/verify-logins.ts'
import type {ActingServices, PhoneServices} from './phone-services.ts'

/** What these use cases open of a command's session. */
interface Session {
  settings: {stateDir: string}
  coordinator(): Promise<Coordinator>
  inventoryIfAny(): Promise<Inventory | undefined>
}

/** What a command needs for the use cases; makes sure that an adb server runs. */
export async function openServices(session: Session, progress: Progress, signal: AbortSignal): Promise<PhoneServices> {
  const server = adbServerAddress(process.env)
  await ensureAdbServer(server, signal)
  const clock = systemClock
  return {
    server,
    clock,
    progress,
    stateDir: session.settings.stateDir,
    async open({name, serial, problem}, signal) {
      if (problem !== undefined) throw problem
      await awaitReady({server, clock}, name, serial, signal)
      return openPhone({server, clock, phone: name, serial})
    },
    logins: {identity: usableIdentity, verify: verifyLogins},
  }
}

export async function openActingServices(session: Session, progress: Progress, signal: AbortSignal): Promise<ActingServices> {
  return {...(await openServices(session, progress, signal)), coordinator: await session.coordinator()}
}

/** Phones of the inventory; without one, serials still work. */
export async function inventoryPhones(session: Session) {
  return (await session.inventoryIfAny())?.top(phonesSection) ?? {}
}

export async function choosePhones(session: Session, services: PhoneServices, set: string, signal: AbortSignal): Promise<SelectedPhone[]> {
  const phones = await inventoryPhones(session)
  if (phones[set] === undefined && (await session.inventoryIfAny())?.hosts.has(set) === true) throw connectionErrors.PHONE_IS_HOST({}, set)
  return selectPhones(set, phones, await listDevices(services.server, signal))
}

/** For commands that take one phone. Throws PHONE_UNKNOWN for none and PHONE_SEVERAL for several. */
export async function onePhone(session: Session, services: PhoneServices, name: string, signal: AbortSignal): Promise<SelectedPhone> {
  const phones = await choosePhones(session, services, name, signal)
  const [phone] = phones
  if (phone === undefined) throw connectionErrors.PHONE_UNKNOWN({}, name)
  if (phones.length > 1) throw connectionErrors.PHONE_SEVERAL({}, name, phones.length)
  if (phone.problem !== undefined) throw phone.problem
  return phone
}
