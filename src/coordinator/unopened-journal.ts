import type {OpsError} from '../errors/index.ts'
import type {Coordinator} from './coordinator.ts'

/** Stands for a journal that cannot be opened, in a command that only reads devices: it knows nothing, and writes nothing. */
export function unopenedJournal(actor: string, error: OpsError): Coordinator {
  const refuse = () => Promise.reject(error)
  return {
    actor,
    append: refuse,
    read: async () => [],
    async *watch() {},
    facts: {read: async () => undefined, list: async () => [], write: refuse},
    lease: refuse,
    async [Symbol.asyncDispose]() {},
  }
}
