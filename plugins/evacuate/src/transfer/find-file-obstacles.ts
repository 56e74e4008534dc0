import type {MoveObstacle} from '@ops/core/seams'
import type {ScriptOutput} from '../remote/run-script.ts'

interface DeclaredFiles {
  name: string
  files: readonly string[]
  source: string
  destination: string
}

/** Why declared files cannot be sent along as they are; from the output of `describe_declared_files`. */
export function findFileObstacles({name, files, source, destination}: DeclaredFiles, output: ScriptOutput): MoveObstacle[] {
  const obstacle = (message: string, hint: string): MoveObstacle => ({host: source, message, hint})
  const shared = output.all('shared').flatMap((line) => {
    const [, path = '', what = ''] = /^(.*) (\S+ \S+)$/.exec(line) ?? []
    const declared = files.find((file) => path === file || path.startsWith(`${file}/`))
    if (declared === undefined) return []
    return [
      obstacle(
        `${path} lies on ${what}, which ${destination} may share, so ${path} must not be sent.`,
        `remove ${declared} from "files:" of ${name}`,
      ),
    ]
  })
  return [
    ...output
      .all('undeclared')
      .filter((path) => files.includes(path))
      .map((path) => obstacle(`${path} is declared for ${name} and does not exist on ${source}.`, `correct "files:" of ${name}`)),
    ...output
      .all('link')
      .map((path) =>
        obstacle(
          `${path} is a symbolic link on ${source}, and only the link would be sent.`,
          `declare what ${path} points to in "files:" of ${name}`,
        ),
      ),
    ...shared,
  ]
}
