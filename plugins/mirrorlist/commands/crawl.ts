import {type Answer, Flags, OpsCommand} from '@ops/core/cli'
import {parseDuration} from '@ops/core/text'
import {crawlFlags} from './crawl-flags.ts'

export default class MirrorlistCrawl extends OpsCommand {
  static override summary = 'Visit every mirror, and check whether it answers and is current.'
  static override description =
    'Checks each URL, each repository, certificates and https. Writes the mirrors that lists leave out to status.json in the data folder, and all findings with their history to an SQLite file. Exit 0: all mirrors are ok; 2: some have a problem; 3, 4 or 5: all have.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --data mirrors --master https://master.example.com/pub --contact admin@example.com',
    '<%= config.bin %> <%= command.id %> --data mirrors --host mirror1.example.com --json',
  ]
  static override flags = {data: Flags.string({description: 'folder of mirror data', required: true, helpValue: 'DIR'}), ...crawlFlags}

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {flags} = await this.parse(MirrorlistCrawl)
    const [{crawlExit, runCrawl}, {crawlText}] = await Promise.all([import('../src/crawl/run-crawl.ts'), import('../src/present/crawl.ts')])
    const order = {
      folder: flags.data,
      store: flags.store,
      master: flags.master,
      hosts: flags.host ?? [],
      contact: flags.contact,
      ca: flags.ca,
      timeoutMs: parseDuration(flags['request-timeout']),
      politeness: {budget: flags.budget, gapMs: parseDuration(flags.gap)},
      concurrency: flags.concurrency,
      failures: flags.failures,
      maxAgeDays: flags['max-age'],
      seed: flags.seed ?? Date.now(),
    }
    const done = await runCrawl(order, (line) => this.progress.say(line), signal)
    const {hosts, crawled} = done
    const {unvisited, postponed, warnings, requests} = crawled
    return {
      result: {hosts, unvisited, postponed, warnings, requests},
      text: crawlText(hosts, crawled, Date.now(), this.columns),
      ...crawlExit(done),
    }
  }
}
