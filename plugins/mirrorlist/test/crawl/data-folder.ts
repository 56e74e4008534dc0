import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

export interface DataHost {
  name: string
  urls: string[]
}

/** A folder of mirror data with one category, `Fedora` in pub/fedora, and `repositories` below it; each host a site of its own. */
export function dataFolder(hosts: readonly DataHost[], repositories: readonly string[] = ['42/os']) {
  const folder = mkdtempSync(join(tmpdir(), 'ops-crawl-'))
  mkdirSync(join(folder, 'mirrors'))
  writeFileSync(
    join(folder, 'service.yaml'),
    [
      'categories:',
      '  Fedora: {directory: pub/fedora}',
      'repositories:',
      ...repositories.map((path) => `  - {repo: fedora-${path.split('/')[0]}, arch: x86_64, directory: pub/fedora/${path}}`),
    ].join('\n'),
  )
  for (const {name, urls} of hosts) {
    writeFileSync(
      join(folder, 'mirrors', `${name}.yaml`),
      [
        '# Kept by hand.',
        `site: ${name}`,
        'hosts:',
        `  - name: ${name}`,
        '    country: SE',
        '    content:',
        '      Fedora:',
        '        urls:',
        ...urls.map((url) => `          - ${url}`),
        '',
      ].join('\n'),
    )
  }
  return {folder, [Symbol.dispose]: () => rmSync(folder, {recursive: true, force: true})}
}
