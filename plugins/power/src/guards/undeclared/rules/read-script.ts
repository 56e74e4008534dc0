const interpreter = /\/(?:sh|ash|dash|bash|ksh|zsh|perl[\d.]*|python[\d.]*|pypy[\d.]*|ruby[\d.]*|node|lua[\d.]*|php[\d.]*|java)$/

/** Whether a program only runs what its arguments name. */
export function isInterpreter(path: string): boolean {
  return interpreter.test(path)
}

/** The script in the command line of an interpreter, by its absolute path: the first word after its options. */
export function readScript(words: readonly string[]): string | undefined {
  const options = words.slice(1)
  const at = options.findIndex((word) => !word.startsWith('-'))
  // `-c TEXT`, `-m MODULE`, `-e TEXT`: the program is no file.
  if (at < 0 || options.slice(0, at).some((option) => /^-(?:[A-Za-z]*[cem]|-(?:eval|command))/.test(option) && option !== '--'))
    return undefined
  const script = options[at]
  return script?.startsWith('/') ? script : undefined
}
