import type {MoveObstacle} from '@ops/core/seams'
import type {Answer} from '../target/run-script.ts'

/** Perl that tells about the files that are declared to travel; needs `shared_fs`. Args: files (\x1f). */
export const declaredFiles = String.raw`
for my $path (split /\x1f/, $a{files} // '') {
  out(-e $path ? 'declared' : 'undeclared', $path);
  out('link', $path) if -l $path;
  my $net = shared_fs($path); out('shared', $path, $net) if length $net;
}
`

interface Declared {
  name: string
  files: readonly string[]
  source: string
  destination: string
}

/** Why declared files cannot be sent as they are. */
export function judgeDeclared({name, files, source, destination}: Declared, found: Answer): MoveObstacle[] {
  const say = (message: string, hint: string): MoveObstacle => ({host: source, message, hint})
  const shared = found.all('shared').flatMap((line) => {
    const [, path = '', what = ''] = /^(.*) (\S+ \S+)$/.exec(line) ?? []
    if (!files.some((file) => path === file || path.startsWith(`${file}/`))) return []
    return [say(`${path} lies on ${what}, which ${destination} may share, so it must not be sent.`, `take it out of "files:" of ${name}`)]
  })
  return [
    ...found
      .all('undeclared')
      .filter((path) => files.includes(path))
      .map((path) => say(`${path} is declared for ${name} and does not exist on ${source}.`, `mend "files:" of ${name}`)),
    ...found
      .all('link')
      .map((path) =>
        say(
          `${path} is a symbolic link on ${source}, and only the link would be sent.`,
          `declare what it points to in "files:" of ${name}`,
        ),
      ),
    ...shared,
  ]
}
