import type {ContractCase, DriverSubject} from './contract-case.ts'
import {type FactoryExamples, factoryCases} from './factory-cases.ts'
import {identityCases} from './identity-cases.ts'
import {outletCases} from './outlet-cases.ts'
import {stopCases} from './stop-cases.ts'

export type {ContractCase, DriverSubject, Entry, SilentDevice} from './contract-case.ts'
export {type SilentListener, silentListener} from './silent-listener.ts'
export type {FactoryExamples} from './factory-cases.ts'

/**
 * The contract of every power driver, as cases for any test runner. `make` starts a simulated device whose outlet is on or
 * off; the examples are for what the factory decides without asking a device.
 */
export function driverContract(make: (isOn: boolean) => Promise<DriverSubject>, examples: FactoryExamples): ContractCase[] {
  return [...factoryCases(examples), ...outletCases(make), ...identityCases(make), ...stopCases(make)]
}
