import {readdir, readFile} from 'node:fs/promises'
import {servicesAtBoot} from './boot-order.ts'
import {parseRc, type RcService} from './parse-rc.ts'

/** The services that init starts in this tree; the .rc files are read at every boot, as on a phone. */
export async function bootServices(tree: string): Promise<RcService[]> {
  const folder = `${tree}/system/etc/init`
  const names = (await readdir(folder)).filter((name) => name.endsWith('.rc')).sort()
  const files = await Promise.all(names.map((name) => readFile(`${folder}/${name}`, 'utf8')))
  const props = (await readFile(`${tree}/system/build.prop`, 'utf8')).split('\n').map((line) => line.split(/=(.*)/s, 2))
  return servicesAtBoot(files.map(parseRc), Object.fromEntries(props))
}
