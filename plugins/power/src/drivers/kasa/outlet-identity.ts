/** `10.0.0.9:9999`, `[fe80::1]:9999` */
export function plugName({address, port}: {address: string; port: number}): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}`
}

/** `kasa/ADDRESS:PORT` for a plug, `kasa/ADDRESS:PORT/OUTLET` for an outlet of a strip. */
export function outletId(plug: {address: string; port: number}, outlet: string | number | undefined): string {
  const device = `kasa/${plugName(plug).toLowerCase()}`
  return outlet === undefined ? device : `${device}/${outlet}`
}
