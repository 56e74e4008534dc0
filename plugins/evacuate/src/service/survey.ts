import type {MoveInput, MoveObstacle, MoveSurvey} from '@ops/core/seams'
import {runScript} from '../target/run-script.ts'
import {readClock} from '../target/read-clock.ts'
import {probeService} from './probe.ts'
import type {ServiceConfig} from './schema.ts'

/** Args: programs, files (\x1f). Prints what is missing, and the bytes of the files. */
const surveyScript = String.raw`
for my $p (split /\x1f/, $a{programs} // '') { out('absent', $p) unless $p =~ m{/} ? -x $p : grep { -x "$_/$p" } split /:/, $ENV{PATH} }
my @files = split /\x1f/, $a{files} // '';
for (@files) { out('missing', $_) unless -e $_ }
my $bytes = 0;
for my $f (grep { -e $_ } @files) { my $pid = open(my $du, '-|') // next; if (!$pid) { exec 'du', '-sb', '--', $f; POSIX::_exit(127) } $bytes += (split ' ', <$du> // 0)[0] }
out('bytes', $bytes); out('uid', $>);
out('tar') if !system('tar --version >/dev/null 2>&1');
`

/** What stands in the way of a cold move; only reads. */
export async function surveyService(input: MoveInput, signal: AbortSignal): Promise<MoveSurvey> {
  const {workload, source, destination, clock} = input
  const config = workload.config as unknown as ServiceConfig
  const {name} = workload
  const obstacles: MoveObstacle[] = []
  const add = (host: string, message: string, hint: string) => obstacles.push({host, message, hint})
  const here = await runScript(source, surveyScript, {programs: config.stop[0], files: config.files.join('\x1f')}, {signal})
  const there = await runScript(destination, surveyScript, {programs: [config.start[0], config.stop[0]].join('\x1f')}, {signal})
  const [runsHere, runsThere] = [await probeService(config, source, signal), await probeService(config, destination, signal)]
  if (runsHere.state !== 'running')
    add(source.host, `${name} is not seen to run on ${source.host}: ${runsHere.detail}.`, `ops evacuate status ${source.host}`)
  if (runsThere.state === 'running')
    add(
      destination.host,
      `${name} runs on ${destination.host} already: ${runsThere.detail}.`,
      `stop it on ${destination.host}, or choose another --to`,
    )
  if (runsThere.state === 'unknown')
    add(
      destination.host,
      `Whether ${name} runs on ${destination.host} is unknown: ${runsThere.detail}.`,
      `mend "status:" of ${name}, or choose another --to`,
    )
  for (const path of here.all('missing'))
    add(source.host, `${path} is declared for ${name} and does not exist on ${source.host}.`, `mend "files:" of ${name}`)
  for (const [host, found] of [
    [source.host, here],
    [destination.host, there],
  ] as const) {
    for (const program of found.all('absent'))
      add(host, `${host} has no ${program}, which stops or starts ${name}.`, `install it on ${host}, or mend ${name} in the inventory`)
    if (found.get('tar') === undefined) add(host, `${host} has no tar.`, `on ${host}: apt-get install tar`)
  }
  const bytes = here.number('bytes') ?? 0
  return {
    obstacles,
    notes: [`${name} is moved cold: it is down from its stop on ${source.host} to its start on ${destination.host}.`],
    plan: [
      `${source.host}: ${config.stop.join(' ')}, until it is seen stopped`,
      ...(config.files.length === 0
        ? []
        : [`${source.host} -> ${destination.host}: send ${config.files.join(', ')} (${bytes} bytes), verified by SHA-256`]),
      `commit on both hosts, then ${destination.host}: ${config.start.join(' ')}, until it is seen running`,
    ],
    bytes,
    ticket: {clocks: {source: await readClock(source, clock, signal), destination: await readClock(destination, clock, signal)}},
  }
}
