import type {Move} from '@ops/core/seams'
import {countLines, hashFiles} from './hash-files.ts'
import {runScript} from './run-script.ts'
import {sendTar, streamMs} from './send-tar.ts'

/** Args: dir, epoch. Standard input: a tar from the root. */
const receive = String.raw`
going();
unpack_here('tar', '-C', '/', '--numeric-owner', '-xpf', '-');
`

/** Args: dir, epoch, cwd. Standard input: a manifest of sha256sum. */
export const verifyManifest = String.raw`
# Before the lock, which must not wait for a link.
my @lines = <STDIN>;
going();
sub verify {
  my ($cwd) = @_;
  return 0 unless @lines;
  my $pid = open(my $sum, '|-') // refuse('fork', $!);
  if (!$pid) { chdir $cwd or POSIX::_exit(9); open STDOUT, '>&', \*STDERR; exec 'sha256sum', '--check', '--quiet', '--strict'; POSIX::_exit(127) }
  print $sum @lines; close $sum or refuse('hash', "what arrived in $cwd is not what was sent");
  scalar @lines;
}
`

/** Sends files and folders by their absolute paths while nothing writes them, and verifies every byte at the destination. */
export async function sendFiles(move: Move, paths: readonly string[], signal: AbortSignal): Promise<{bytes: number; files: number}> {
  const relative = paths.map((path) => `./${path.slice(1)}`)
  const args = {dir: move.record, epoch: move.epoch}
  const [bytes, manifest] = await Promise.all([
    sendTar(move, {argv: ['tar', '-C', '/', '-cf', '-', '--', ...relative], receive, args}, signal),
    hashFiles(move.source, '/', relative, signal),
  ])
  await runScript(move.destination, `${verifyManifest} out('ok', verify('/'));`, args, {signal, stdin: manifest, timeoutMs: streamMs})
  return {bytes, files: countLines(manifest)}
}
