/** `kasa/ADDRESS:PORT` for a plug, `kasa/ADDRESS:PORT/OUTLET` for an outlet of a strip. */
export function outletId({address, port}: {address: string; port: number}, outlet: string | number | undefined): string {
  const device = `kasa/${address.toLowerCase()}:${port}`
  return outlet === undefined ? device : `${device}/${outlet}`
}
