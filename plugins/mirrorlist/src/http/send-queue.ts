import type {ServerResponse} from 'node:http'
import type {Body} from '../render/body-pool.ts'

const waiting = Symbol('body that waits or is being sent')
type Sending = ServerResponse & {[waiting]?: Body | undefined}

let sendQueue: Sending[] = []

/**
 * Ends a response with a pooled body, which is released when it is sent or the client has disconnected. All answers to requests that came
 * in together leave together, once the last of them is made: a proxy or a load generator that waits for them is then woken once,
 * and waking costs about as much as making an answer.
 */
export function sendPooled(response: ServerResponse, body: Body): void {
  const sending: Sending = response
  sending[waiting] = body
  // 'close' also comes when the client disconnects early.
  sending.on('close', release)
  if (sendQueue.length === 0) setImmediate(flush)
  sendQueue.push(sending)
}

function flush(): void {
  const all = sendQueue
  sendQueue = []
  for (const response of all) response.end(response[waiting]?.bytes)
}

/** One function for all answers, not one more for each. */
function release(this: Sending): void {
  this[waiting]?.release()
  this[waiting] = undefined
}
