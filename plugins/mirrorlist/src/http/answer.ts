/** What goes back to a client. */
export interface Answer {
  status: number
  type: string
  body: Buffer | string
  /** Location, Link and the like; names and values in turn. */
  headers?: string[]
}

export const textType = 'text/plain'
