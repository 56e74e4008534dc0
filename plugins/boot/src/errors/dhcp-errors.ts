import {errorTable} from '@ops/core/errors'
import {foldHosts} from '@ops/core/hostset'

/** Errors of DHCP and of booting without it. */
export const dhcpErrors = errorTable({
  BOOT_SERVER_AFAR: {
    message: (host: string, ip: string, server: string) =>
      `The boot server ${server} is outside the network of ${host} (${ip}), and ${host} has no gateway.`,
    hint: (host: string) => `name the boot server's address in that network with --server, or set hosts.${host}.boot.gateway`,
    exit: 'usage',
    meaning: 'Without DHCP, firmware reaches a server in another network only through a gateway. No command was printed.',
  },
  BOOT_DHCP_RANGE: {
    message: (range: string, networks: string) => `${range} is not a range of addresses in a served network (${networks}).`,
    hint: () => 'write it as --dhcp full --dhcp-range 10.0.0.100,10.0.0.200',
    exit: 'usage',
    meaning: 'Both addresses must lie in one network in which the boot server has an address. DHCP was not started.',
  },
  BOOT_RANGE_ALONE: {
    message: () => '--dhcp-range requires --dhcp full.',
    hint: () => 'add --dhcp full, or leave --dhcp-range out',
    exit: 'usage',
    meaning: 'Only --dhcp full leases addresses. The boot server was not started.',
  },
  BOOT_SUBNET_NO_GATEWAY: {
    message: (hosts: readonly string[], networks: readonly string[]) =>
      `${foldHosts(hosts)} cannot reach the boot server: ${networks.join(', ')} is behind a relay agent and has no gateway.`,
    hint: () => 'set gateway of that network in boot.subnets, or boot.gateway of the hosts',
    exit: 'usage',
    meaning:
      'The boot server has no address in a network of boot.subnets, so that its machines fetch files through a router. At a start, the server is not started. After SIGHUP, it keeps its inventory.',
  },
  BOOT_DHCP_SERVER: {
    message: (servers: readonly string[]) => `Another DHCP server answers in this network: ${servers.join('; ')}.`,
    hint: () =>
      'use --dhcp proxy, which adds boot files to the addresses of that server, or add --beside to lease addresses to the machines of the inventory only',
    exit: 'refused',
    meaning:
      'ops boot serve --dhcp full asked for an address before it started. With two DHCP servers, chance decides which one a machine follows. dnsmasq and the boot server were not started.',
  },
  BOOT_DHCP_SEARCH: {
    message: (reason: string) => `ops cannot look for other DHCP servers: ${reason}.`,
    hint: () => "run as root; ip address shows whether the network is up, and ss -lunp 'sport = :68' which program uses the port",
    exit: 'refused',
    meaning: 'The search uses UDP port 68 of each served address, and needs root. dnsmasq and the boot server were not started.',
  },
  BOOT_BESIDE_ALONE: {
    message: () => '--beside requires --dhcp full.',
    hint: () => 'add --dhcp full, or leave --beside out',
    exit: 'usage',
    meaning: 'Only --dhcp full looks for other DHCP servers. The boot server was not started.',
  },
  BOOT_DNSMASQ: {
    message: (reason: string) => `dnsmasq did not start: ${reason}.`,
    hint: () => 'fix the reported cause (ops inventory check, ss -lunp), then start again or send SIGHUP',
    exit: 'refused',
    meaning:
      'dnsmasq rejected its configuration, or ended while it started. At a start, the boot server ends too. After SIGHUP with a rejected configuration, the server keeps its inventory and the running dnsmasq.',
  },
  BOOT_NO_DNSMASQ: {
    message: () => 'dnsmasq, which answers DHCP for ops boot serve, is not installed.',
    hint: () => 'run apt-get install dnsmasq-base, or configure your own DHCP server with ops boot dhcp-config kea',
    exit: 'refused',
    meaning: 'The boot server was not started. TFTP and HTTP do not need dnsmasq.',
  },
  BOOT_NO_STATIC_IP: {
    message: (host: string) => `${host} has no boot.ip, the address that it uses without DHCP.`,
    hint: (host: string) => `set hosts.${host}.boot.ip, e.g. 10.0.0.5/24`,
    exit: 'usage',
    meaning: 'Firmware that boots without DHCP must be told its own address. No command was printed.',
  },
  BOOT_NAME_TOO_LONG: {
    message: (host: string, name: string, most: number) =>
      `The firmware of ${host} takes file names of at most ${most} characters; ${name} has ${name.length}.`,
    hint: () => 'give the file a shorter name, or create a shorter symlink to it',
    exit: 'refused',
    meaning: 'The firmware cannot request a file with a longer name. No command was printed.',
  },
  BOOT_NO_FIRMWARE_ARGS: {
    message: (host: string, firmware: string) => `The firmware of ${host} (${firmware}) has no command that boots without DHCP.`,
    hint: () => 'ops boot dhcp-config dnsmasq',
    exit: 'refused',
    meaning: 'ops knows such commands for SLOF, PXCAB, iPXE and U-Boot only. Other firmware learns the boot server from DHCP.',
  },
})
