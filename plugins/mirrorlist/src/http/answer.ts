import type {Body} from '../render/body-pool.ts'

/** The response to a client. */
export interface Answer {
  status: number
  type: string
  /** Pooled bodies are released when they are sent. */
  body: Body | string
  /** Location, Link and the like; names and values in turn. */
  headers?: string[]
}

export const textType = 'text/plain'

/** The body as text, for callers in process; a pooled one is released. */
export function bodyText({body}: Pick<Answer, 'body'>): string {
  if (typeof body === 'string') return body
  const text = body.bytes.toString('latin1')
  body.release()
  return text
}
