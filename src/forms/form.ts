import {z} from 'zod'
import {issueMessage} from '../yaml/index.ts'

/** What is wrong with a value: `must be a MAC address`, and what to write instead. */
export interface Mistake {
  must: string
  hint?: string | undefined
}

/** `must be a port from 1 to 65535, not 0`, with the hint, as the message of an issue that a schema raises itself. */
export function mistakeMessage({must, hint}: Mistake, input: unknown): string {
  const message = `${must}, ${input === null ? 'but it has no value' : `not ${JSON.stringify(input)}`}`
  return issueMessage({message, ...(hint === undefined ? {} : {hint})})
}

/** A text of a certain form. */
export function textForm(mistakeIn: (text: string) => Mistake | undefined) {
  return z.string().superRefine((text, context) => {
    const mistake = mistakeIn(text)
    if (mistake !== undefined) context.addIssue({code: 'custom', message: mistakeMessage(mistake, text)})
  })
}

/** For a rule about a whole mapping (`.refine(…, {when: isMapping})`), so that a mistake in one key does not hide it. */
export function isMapping({value}: {value: unknown}): boolean {
  return typeof value === 'object' && value !== null
}
