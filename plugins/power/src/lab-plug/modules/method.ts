/** What a request orders the plug to do before it answers. */
export interface RelayOrder {
  outlets: number[]
  on: boolean
}

export interface Request {
  order?: RelayOrder
  /** Built after the order was carried out; `failed` when the relay did not follow. */
  reply(view: {invert: boolean; failed: boolean; nowMs: number}): Record<string, unknown>
}

/** Answers one method of a module, for the outlets at these places. */
export type Method = (input: unknown, at: number[]) => Request

export type Methods = Record<string, Method>

export const refusal = (code: number, text: string): Request => ({reply: () => ({err_code: code, err_msg: text})})
export const invalidArgument = refusal(-3, 'invalid argument')

/** Answers with these members and err_code 0, which real firmware sends last. */
export const answer = (members: (nowMs: number) => Record<string, unknown>): Request => ({
  reply: ({nowMs}) => ({...members(nowMs), err_code: 0}),
})
