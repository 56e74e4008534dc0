import {type Untrusted, untrusted} from '@ops/core/untrusted'
import {z} from 'zod'

/** The plug answered with something that is not an answer to the question. It says nothing about the relay. */
export class ReplyError extends Error {
  override readonly name: string = 'ReplyError'
}

/** The plug parsed the message and refused it. */
export class RefusalError extends ReplyError {
  override readonly name = 'RefusalError'
  readonly code: number

  constructor(code: number, text: Untrusted | undefined) {
    super(`answered ${describeErrorCode(code)}${text === undefined ? '' : `: ${text}`}`)
    this.code = code
  }
}

const object = z.record(z.string(), z.unknown())
const failure = z.looseObject({err_code: z.number(), err_msg: z.string().transform(untrusted).optional()})

/** The part of a reply that answers `module.method`; an absent err_code is an error like one that is not 0. */
export function parseReply<T>(text: string, module: string, method: string, schema: z.ZodType<T>): T {
  const reply = object.safeParse(parseJson(text))
  if (!reply.success) throw new ReplyError('answered JSON that is not an object')
  const inModule = object.safeParse(reply.data[module])
  if (!inModule.success) {
    throwIfRefused(reply.data)
    throw new ReplyError(`answered without "${module}"`)
  }
  const inMethod = object.safeParse(inModule.data[method])
  if (!inMethod.success) {
    throwIfRefused(inModule.data)
    throw new ReplyError(`answered without "${module}.${method}"`)
  }
  if (!failure.safeParse(inMethod.data).success) throw new ReplyError(`answered "${module}.${method}" without err_code`)
  throwIfRefused(inMethod.data)
  const checked = schema.safeParse(inMethod.data)
  if (checked.success) return checked.data
  const [issue] = checked.error.issues
  throw new ReplyError(`answered an unexpected "${module}.${method}": ${issue?.path.join('.')}: ${issue?.message}`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ReplyError(`answered ${text.length} characters that are not JSON`, {cause})
  }
}

function throwIfRefused(part: Record<string, unknown>): void {
  const found = failure.safeParse(part)
  if (found.success && found.data.err_code !== 0) throw new RefusalError(found.data.err_code, found.data.err_msg)
}

/** Meanings of `err_code`, from firmware answers seen in the field and (last four) in tplink-smarthome-simulator. */
const meanings: Readonly<Record<number, string>> = {
  [-1]: 'module not supported',
  [-2]: 'member not supported',
  [-3]: 'invalid argument',
  [-7]: 'unknown error',
  [-8]: 'not bound yet',
  [-14]: 'entry does not exist',
  [-2001]: 'module not supported',
  [-5]: 'not enough memory',
  [-10]: 'table is full',
  [-4002]: 'not bound to an account',
  [-10002]: 'missing argument',
}

export function describeErrorCode(code: number): string {
  return `err_code ${code} (${meanings[code] ?? 'not in the table'})`
}
