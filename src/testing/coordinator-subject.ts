import {onTestFinished} from 'vitest'
import type {Coordinator} from '../coordinator/coordinator.ts'

/** One empty store, and the ways to reach it. */
export interface CoordinatorSubject {
  /** One more client of the store. Closed by the contract. */
  open(actor: string): Promise<Coordinator>
  /** Lets so many milliseconds pass for the store and for its clients. */
  pass(ms: number): Promise<void>
  /** A TTL that the engine grants and that `pass` can outlive. */
  ttlMs: number
  /** Deletes what the facts are kept in besides the journal, while clients are open. */
  loseFacts(): Promise<void>
  close(): Promise<void>
}

/** The subject, closed at the end of the test together with every client that was opened. */
export async function setUpSubject<S extends CoordinatorSubject>(make: () => Promise<S>) {
  const subject = await make()
  const opened: Coordinator[] = []
  onTestFinished(async () => {
    for (const coordinator of opened) await coordinator[Symbol.asyncDispose]()
    await subject.close()
  })
  const open = async (actor = 'one@here') => {
    const coordinator = await subject.open(actor)
    opened.push(coordinator)
    return coordinator
  }
  /** Lets time pass until the promise has ended: a waiting lease also reads files, in real time. */
  const passUntil = async (settled: Promise<unknown>) => {
    let over = false
    const end = () => (over = true)
    settled.then(end, end)
    while (!over) await subject.pass(50)
  }
  return {...subject, open, passUntil}
}
