import {listOf, type Snapshot} from './snapshot.ts'

export function mountUrls(snapshot: Snapshot, mount: number): {bit: number; base: string}[] {
  return Array.from(listOf(snapshot, snapshot.mountUrls[mount] as number), (url) => ({
    bit: snapshot.urlProtocol[url] as number,
    base: snapshot.urlBases[url] as string,
  }))
}

/** The host's name where the data have one, else the name in the first URL that it is known by. */
export function hostName(snapshot: Snapshot, host: number): string {
  const given = snapshot.hostNames.get(host)
  if (given !== '') return given
  const mount = snapshot.mountHost.indexOf(host)
  const base = mount < 0 ? undefined : mountUrls(snapshot, mount)[0]?.base
  return base === undefined ? `host ${snapshot.hostIds[host]}` : (base.split('/')[2] ?? base)
}

/** Empty when the data have no country. */
export function countryOf(snapshot: Snapshot, host: number): string {
  const name = snapshot.countryNames[snapshot.hostCountry[host] as number] ?? ''
  return name === 'N/A' ? '' : name
}
