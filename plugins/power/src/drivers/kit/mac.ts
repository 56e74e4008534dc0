/** `50C7BF000001`, `50-c7-bf-00-00-01` and `50:C7:BF:00:00:01` are one address. */
export function normalMac(mac: string): string {
  const digits = mac.toLowerCase().replaceAll(/[^0-9a-f]/g, '')
  return digits.match(/../g)?.join(':') ?? mac.toLowerCase().replaceAll(/[^!-~]/g, '')
}
