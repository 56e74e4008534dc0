/** What plugs mean by `err_code`, from firmware answers seen in the field and (last four) in tplink-smarthome-simulator. */
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
