import {z} from 'zod'
import {parseReply} from './reply.ts'

/** Addressed to one outlet of a strip; never to an empty list, which answers normally and does nothing. */
function withContext(childId: string | undefined, command: Record<string, unknown>): string {
  return JSON.stringify(childId === undefined ? command : {context: {child_ids: [childId]}, ...command})
}

export function setRelayCommand(on: boolean, childId?: string): string {
  return withContext(childId, {system: {set_relay_state: {state: on ? 1 : 0}}})
}

export function realtimeQuery(childId?: string): string {
  return withContext(childId, {emeter: {get_realtime: {}}})
}

/** Throws unless the plug acknowledged. It proves nothing about the relay. */
export function parseRelayAck(text: string): void {
  parseReply(text, 'system', 'set_relay_state', z.looseObject({}))
}
