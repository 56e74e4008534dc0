import assert from 'node:assert/strict'
import {OpsError} from '@ops/core/errors'
import type {PowerDriver, PowerDriverDeps} from '@ops/core/seams'
import type {Transports} from '@ops/core/transport'
import type {DriverSubject, Entry} from './contract-case.ts'

const noTransports: Transports = {
  to(host) {
    throw new Error(`The contract has no transport to ${host}.`)
  },
  async [Symbol.asyncDispose]() {},
}

export async function openDriver(
  {factory, entry}: Pick<DriverSubject, 'factory' | 'entry'>,
  written: Entry = entry,
  known?: PowerDriverDeps['known'],
): Promise<PowerDriver> {
  const config = await (await factory.schema()).parseAsync(written)
  return factory.open(config, {transports: noTransports, host: 'contract', ...(known === undefined ? {} : {known})})
}

export async function expectState(subject: DriverSubject, isOn: boolean): Promise<void> {
  const found = await subject.isOn()
  if (found !== undefined) assert.equal(found, isOn)
}

export function isUnknown(error: unknown): boolean {
  return error instanceof OpsError && error.code === 'POWER_UNKNOWN'
}
