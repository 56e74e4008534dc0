import {describe, expect, test} from 'vitest'
import {checkPage} from './check-page.ts'
import {pages} from './page.ts'

describe('every command, flag, file, link, variable, setting, module and error code that a page names exists', () => {
  test('there are pages', () => {
    expect(pages.map(({file}) => file)).toEqual(expect.arrayContaining(['README.md', 'docs/power.md', 'docs/errors.md']))
  })

  test.each(pages.map((page) => [page.file, page] as const))('%s', (_, page) => {
    expect(checkPage(page)).toEqual([])
  })
})

describe('what does not exist is found', () => {
  const check = (text: string) => checkPage({file: 'docs/page.md', text})

  test.each([
    ['`ops powr off node1`', 'There is no command "ops powr off".'],
    ['`ops power of node1`', 'There is no command "ops power of".'],
    ['`ops help powr`', 'There is no command "ops powr".'],
    ['```sh\nsudo ops power off node1 --hrad\n```', 'ops power off has no flag --hrad.', 2],
    ['```sh\nops power off\n```', 'ops power off needs its argument HOSTS.', 2],
    ['```sh\nops power off a b\n```', 'ops power off takes 1 arguments, not 2.', 2],
    ['```console\n$ OPS_STATE_DIR=x ops boot serve --nfs gansha\n```', '--nfs of ops boot serve does not take gansha', 2],
    ['- Next: look at it, then ops inventory lst', 'There is no command "ops inventory lst".'],
    ['The flag `--hrad REASON`', 'No command has the flag --hrad.'],
    ['`src/errors/no-table.ts`', 'The repository has no src/errors/no-table.ts.'],
    ['`plugins/*/src/nothing`', 'The repository has no plugins/*/src/nothing.'],
    ['```sh\nnode bin/nothing.js\n```', 'The repository has no bin/nothing.js.', 2],
    ['`no-such-file.ts`', 'The repository has no no-such-file.ts.'],
    ['[a page](nothing.md)', 'The link nothing.md leads to no file.'],
    ['[a part](power.md#nothing)', 'docs/power.md has no heading #nothing.'],
    ['# Page\n[here](#there)', 'docs/page.md has no heading #there.', 2],
    ['`npm run nothing`', 'package.json has no script "nothing".'],
    ['`npm run bench -- nothing`', 'npm run bench has no nothing.'],
    ['Set OPS_NOTHING.', 'No source reads OPS_NOTHING.'],
    ['POWER_NOTHING', 'There is no error code POWER_NOTHING.'],
    ['PLUG_SILENT is POWER_PLUG_SILENCE today', 'There is no error code POWER_PLUG_SILENCE.'],
    ["```ts\nimport {x} from '@ops/core/nothing'\n```", 'No package exports @ops/core/nothing.'],
    ['```yaml\n# ops.yaml\nsettings:\n  fan-out: 3\n```', 'There is no setting "fan-out"', 4],
    ['```yaml\n# config.yaml\ntimeout: 5m\nfan-out: 3\n```', 'There is no setting "fan-out"', 4],
    ['| setting | meaning |\n|---|---|\n| fan-out | hosts at once |\n', 'There is no setting "fan-out"', 3],
  ])('%j', (text, message, line = 1) => {
    expect(check(text).map((problem) => problem.slice(0, `docs/page.md:${line}: ${message}`.length))).toEqual([
      `docs/page.md:${line}: ${message}`,
    ])
  })

  test('what exists is not reported', () => {
    const text = [
      '# Page with `code`, and more',
      '```sh',
      "sudo ops power off 'node[1-4]' --hard --force 'it burns' --yes   # a comment",
      'OPS_STATE_DIR=/tmp ops runs show | less',
      'npm run bench -- boot',
      '```',
      '```console',
      '$ ops power status node1',
      'ops says that node1 is off',
      '```',
      '`ops power`, `ops power off`, `--hard`, `src/errors/index.ts`, `plugins/<name>/src`, `@ops/core/errors`, POWER_UNKNOWN',
      '[rules](architecture.md#rules) [here](#page-with-code-and-more) [out](https://example.org/x)',
    ].join('\n')
    expect(check(text)).toEqual([])
  })
})
