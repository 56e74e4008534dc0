import {join} from 'node:path'
import {type Answer, OpsCommand} from '@ops/core/cli'
import {parseListenAddress} from '@ops/core/net'
import {parseDuration} from '@ops/core/text'
import {systemClock} from '@ops/core/time'
import {serveFlags} from './serve-flags.ts'

export default class Serve extends OpsCommand {
  static override summary = 'Serve mirror lists and metalinks to package managers.'
  static override description =
    'Answers /mirrorlist and /metalink as MirrorManager does. Runs until Ctrl-C or SIGTERM (exit 0), or until --timeout (exit 124). Without data it serves a built-in sample and prints URLs to try. It watches its files and loads changed data without an interruption; an unusable file is reported, and the older data stay in use. SIGHUP reads all files again.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --cache /var/lib/mirrormanager/mirrorlist_cache.proto --listen 127.0.0.1:3000 --trust-proxy 127.0.0.0/8',
  ]
  static override flags = serveFlags
  protected static override readonly daemon = true

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {flags} = await this.parse(Serve)
    const [{serve}, {eventPrinter}, {sourceOf}] = await Promise.all([
      import('../src/serve/serve.ts'),
      import('../src/serve/print-events.ts'),
      import('../src/build/choose-source.ts'),
    ])
    const {source, isSample} = sourceOf(flags)
    await serve(
      {
        listen: flags.listen.map((text) => parseListenAddress(text, {unixSocket: true})),
        source,
        netblocks: flags.netblocks,
        geoip: flags.geoip,
        policy: {minimum: flags.minimum, order: flags.order},
        workers: flags.workers,
        seed: flags.seed,
        trusted: flags['trust-proxy'] ?? (isSample ? ['127.0.0.0/8', '::1'] : []),
        orderReuse: flags['order-reuse'],
        metricsListen: flags.metrics === undefined ? undefined : parseListenAddress(flags.metrics, {unixSocket: true}),
        statistics: flags.stats,
        crawl: flags.crawl,
        accessLog: flags.log,
        drainMs: parseDuration(flags.drain),
        stateDir: join(this.session.settings.stateDir, 'mirrorlist'),
        pullMs: parseDuration(flags.every),
      },
      {
        clock: systemClock,
        onEvent: eventPrinter({json: this.jsonEnabled(), out: process.stdout, say: (line) => this.progress.say(line), isSample}),
      },
      signal,
    )
    return {result: {}}
  }
}
