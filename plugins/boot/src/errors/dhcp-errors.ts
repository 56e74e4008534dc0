import {errorTable} from '@ops/core/errors'

/** Errors of DHCP and of booting without it. */
export const dhcpErrors = errorTable({
  BOOT_SERVER_AFAR: {
    message: (host: string, ip: string, server: string) =>
      `The boot server ${server} is outside the network of ${host} (${ip}), and ${host} has no gateway.`,
    hint: (host: string) => `name the boot server's address in that network with --server, or set hosts.${host}.boot.gateway`,
    exit: 'usage',
  },
  BOOT_DHCP_RANGE: {
    message: (range: string, networks: string) => `${range} is not a range of addresses in a served network (${networks}).`,
    hint: () => 'write it as --dhcp full --dhcp-range 10.0.0.100,10.0.0.200',
    exit: 'usage',
  },
  BOOT_RANGE_ALONE: {
    message: () => '--dhcp-range requires --dhcp full.',
    hint: () => 'add --dhcp full, or leave --dhcp-range out',
    exit: 'usage',
  },
  BOOT_DNSMASQ: {
    message: (reason: string) => `dnsmasq did not start: ${reason}.`,
    hint: () => 'fix the reported cause (ops inventory check, ss -lunp), then start again or send SIGHUP',
    exit: 'refused',
  },
  BOOT_NO_DNSMASQ: {
    message: () => 'dnsmasq, which answers DHCP for ops boot serve, is not installed.',
    hint: () => 'apt-get install dnsmasq-base, or ops boot dhcp-config kea for your own server',
    exit: 'refused',
  },
  BOOT_NO_STATIC_IP: {
    message: (host: string) => `${host} has no boot.ip, the address that it uses without DHCP.`,
    hint: (host: string) => `set hosts.${host}.boot.ip, e.g. 10.0.0.5/24`,
    exit: 'usage',
  },
  BOOT_NAME_TOO_LONG: {
    message: (host: string, name: string, most: number) =>
      `The firmware of ${host} takes file names of at most ${most} characters; ${name} has ${name.length}.`,
    hint: () => 'give the file a shorter name, or create a shorter symlink to it',
    exit: 'refused',
  },
  BOOT_NO_FIRMWARE_ARGS: {
    message: (host: string, firmware: string) => `The firmware of ${host} (${firmware}) has no command that boots without DHCP.`,
    hint: () => 'ops boot dhcp-config dnsmasq',
    exit: 'refused',
  },
})
