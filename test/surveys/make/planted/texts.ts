/** Stops a program as soon as it runs, so that the survey sees it however fast it is. */
export const freeze = (name: string) =>
  `end=$(($(date +%s) + 60)); until pid=$(pgrep -x ${name}) && kill -STOP $pid; do [ "$(date +%s)" -lt "$end" ] || break; done`

/** Makes a package `slow` in /root whose script goes on for an hour. */
export const slow = (script: 'preinst' | 'postinst', version = '1') => `
mkdir -p /root/slow/DEBIAN; rm -f /root/slow/DEBIAN/p*inst
printf 'Package: slow\\nVersion: ${version}\\nArchitecture: all\\nMaintainer: a <a@example.com>\\nDescription: slow\\n' >/root/slow/DEBIAN/control
printf '#!/bin/sh\\nexec sleep 3201\\n' >/root/slow/DEBIAN/${script}; chmod 755 /root/slow/DEBIAN/${script}
dpkg-deb --build /root/slow /root/slow_${version}_all.deb >/dev/null
`
