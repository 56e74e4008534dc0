/** One DHCP message as dnsmasq logs it. */
export interface DhcpMessage {
  message: string
  mac: string
  ip: string | undefined
  detail: string
}

/** `dnsmasq-dhcp: 123 DHCPACK(eth0) 10.0.0.5 00:1a:64:00:00:01 pxcab`; undefined for every other line. */
export function readDnsmasqLine(line: string): DhcpMessage | undefined {
  const match = /\b(?:DHCP([A-Z]+)|(PXE))\(([^)]+)\) (?:(\d+\.\d+\.\d+\.\d+) )?((?:[0-9a-f]{2}:){5}[0-9a-f]{2})(.*)$/i.exec(line)
  if (match === null) return undefined
  const [, dhcp, pxe, card, ip, mac = '', rest = ''] = match
  return {message: dhcp ?? pxe ?? '', mac: mac.toLowerCase(), ip, detail: `${card}${rest}`.trim()}
}
