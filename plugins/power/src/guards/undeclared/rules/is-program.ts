import type {SurveyedProcess} from '../survey/survey.ts'

/** The kernel keeps so many bytes of a program's name (TASK_COMM_LEN, proc_pid_comm(5)). */
const commBytes = 15

/** Folders that only a package manager writes to. /snap: snapd, which updates itself there; /opt/incus: packages of Incus's makers. */
const systemFolder =
  /^\/(?:usr\/(?!local\/|src\/)|s?bin\/|lib(?:32|64|x32)?\/|nix\/store\/|gnu\/store\/|snap\/(?:snapd|core\d*)\/|opt\/incus\/)/

const interpreter = /\/(?:sh|ash|dash|bash|ksh|zsh|perl[\d.]*|python[\d.]*|ruby[\d.]*|node|lua[\d.]*)$/

/**
 * Whether a process runs one of these programs. A name alone proves nothing, as every process chooses its own: where the path of
 * its program is visible (ops is root), the program, or the script that it interprets, lies in a folder of the system.
 */
export function isProgram({comm, exe, args}: SurveyedProcess, programs: readonly string[]): boolean {
  if (!programs.some((program) => program.slice(0, commBytes) === comm.raw)) return false
  if (exe.raw === '') return true
  // A program that an upgrade has replaced since it started.
  const path = exe.raw.replace(/ \(deleted\)$/, '')
  if (!systemFolder.test(path)) return false
  const isScript = interpreter.test(path) || (path.endsWith('/busybox') && /^(?:\S*\/)?(?:a?sh|busybox)(?: |$)/.test(args.raw))
  if (!isScript) return true
  const script = args.raw
    .split(' ')
    .slice(1)
    .find((word) => word.startsWith('/'))
  return script !== undefined && systemFolder.test(script)
}
