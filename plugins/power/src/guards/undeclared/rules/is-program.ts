import {programFiles} from '../known/program-files.ts'
import type {SurveyedProcess} from '../survey/survey.ts'

/** The kernel keeps so many bytes of a program's name (TASK_COMM_LEN, proc_pid_comm(5)). */
export const commBytes = 15

/** Folders that only a package manager writes to. /snap: snapd, which updates itself there; /opt/incus: packages of Incus's makers. */
const systemFolder =
  /^\/(?:usr\/(?!local\/|src\/)|s?bin\/|lib(?:32|64|x32)?\/|nix\/store\/|gnu\/store\/|snap\/(?:snapd|core\d*)\/|opt\/incus\/)/

const files = new Map(programFiles.map(([program, names]) => [program, names]))

/**
 * Whether a process runs one of these programs. A name alone proves nothing, as every process chooses its own: where the path of
 * its program is visible (ops is root), the program, or the script that it interprets, lies in a folder of the system and is called
 * as the program is.
 */
export function isProgram({comm, exe, args}: SurveyedProcess, programs: readonly string[]): boolean {
  const named = programs.filter((program) => program.slice(0, commBytes) === comm.raw)
  if (named.length === 0 || exe.raw === '') return named.length > 0
  const path = programPath(exe.raw)
  if (!systemFolder.test(path)) return false
  const words = args.raw.split(' ')
  const [first = '', second = ''] = words.map(baseName)
  const isBusybox = busybox.test(path)
  // busybox runs the program of its first word, whoever has started it.
  if (isBusybox && !isShell.test(first)) return named.includes(first === 'busybox' ? second : first)
  if (!isBusybox && !isInterpreter(path)) return isFileOf(path, named)
  const script = readScript(words)
  return script !== undefined && systemFolder.test(script) && isFileOf(script, named)
}

const busybox = /\/busybox(?:[.-][a-z]+)?$/
const isShell = /^-?(?:a|ba)?sh$/

/** Without what the kernel and package managers add to the path of a program that an upgrade has replaced since it started. */
function programPath(exe: string): string {
  return exe.replace(/ \(deleted\)$/, '').replace(/\.dpkg-(?:new|tmp)$/, '')
}

function isFileOf(path: string, programs: readonly string[]): boolean {
  // NixOS wraps programs: `.firewalld-wrapped`.
  const name = baseName(path).replace(/^\.(.+)-wrapped$/, '$1')
  return programs.some((program) => (files.get(program) ?? [program]).includes(name))
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

const interpreter = /\/(?:sh|ash|dash|bash|ksh|zsh|perl[\d.]*|python[\d.]*|pypy[\d.]*|ruby[\d.]*|node|lua[\d.]*|php[\d.]*|java)$/

/** Whether a program only runs what its arguments name. */
export function isInterpreter(path: string): boolean {
  return interpreter.test(path)
}

/** The script in the command line of an interpreter, by its absolute path: the first word after its options. */
function readScript(words: readonly string[]): string | undefined {
  const options = words.slice(1)
  const at = options.findIndex((word) => !word.startsWith('-'))
  // `-c TEXT`, `-m MODULE`, `-e TEXT`: the program is no file.
  if (at < 0 || options.slice(0, at).some((option) => /^-(?:[A-Za-z]*[cem]|-(?:eval|command))/.test(option) && option !== '--'))
    return undefined
  const script = options[at]
  return script?.startsWith('/') ? script : undefined
}
