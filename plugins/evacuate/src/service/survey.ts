import type {MoveInput, MoveObstacle, MoveSurvey} from '@ops/core/seams'
import {runScript} from '../target/run-script.ts'
import {readClock} from '../target/read-clock.ts'
import {hostFacts} from '../process/scripts/survey.ts'
import {declaredFiles, judgeDeclared} from '../travel/judge-declared.ts'
import {probeService} from './probe.ts'
import {type ServiceConfig, unitLeft} from './schema.ts'

/** Args: programs, files (\x1f), unit. Prints what is missing, the bytes of the files, and whether the unit starts at boot. */
const surveyScript = `${hostFacts}${declaredFiles}${String.raw`
for my $p (split /\x1f/, $a{programs} // '') { out('absent', $p) unless $p =~ m{/} ? -x $p : grep { -x "$_/$p" } split /:/, $ENV{PATH} }
my @files = split /\x1f/, $a{files} // '';
my $bytes = 0;
for my $f (grep { -e $_ } @files) { my $pid = open(my $du, '-|') // next; if (!$pid) { exec 'du', '-sb', '--', $f; POSIX::_exit(127) } $bytes += (split ' ', <$du> // 0)[0] }
out('bytes', $bytes);
if (defined $a{unit}) {
  my $pid = open(my $asked, '-|');
  if (defined $pid && !$pid) { open STDERR, '>', '/dev/null'; exec 'systemctl', 'is-enabled', '--', $a{unit}; POSIX::_exit(127) }
  my $word = <$asked> // ''; chomp $word; out('enabled') if $word =~ /^enabled/;
}
out('tar') if !system('tar --version >/dev/null 2>&1');
`}`

/** What stands in the way of a cold move; only reads. */
export async function surveyService(input: MoveInput, signal: AbortSignal): Promise<MoveSurvey> {
  const {workload, source, destination, clock} = input
  const config = workload.config as unknown as ServiceConfig
  const {name} = workload
  const obstacles: MoveObstacle[] = []
  const add = (host: string, message: string, hint: string) => obstacles.push({host, message, hint})
  const unit = unitLeft(config.stop)
  const wanted = {programs: config.stop[0], files: config.files.join('\x1f'), unit}
  const here = await runScript(source, surveyScript, wanted, {signal})
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
  obstacles.push(...judgeDeclared({name, files: config.files, source: source.host, destination: destination.host}, here))
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
    notes: [
      `${name} is moved cold: it is down from its stop on ${source.host} to its start on ${destination.host}.`,
      ...(here.get('enabled') === undefined
        ? []
        : [
            `${unit} is enabled on ${source.host}: when ${source.host} boots it starts there, whether it runs on ${destination.host} or not. With stop: [systemctl, disable, --now, ${unit}] and start: [systemctl, enable, --now, ${unit}] that moves along.`,
          ]),
    ],
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
