import type {Plant} from './plant.ts'
import {slow} from './texts.ts'

const quiet = '>/dev/null 2>&1 </dev/null &'

/** The package `slow` in the only repository that apt has. */
const repository = (version: string) => `
mkdir -p /srv/repository; cp /root/slow_${version}_all.deb /srv/repository; cd /srv/repository; dpkg-scanpackages . >Packages 2>/dev/null
printf 'Origin: Local\\nSHA256:\\n %s %s Packages\\n' $(sha256sum Packages | cut -d' ' -f1) $(stat -c %s Packages) >Release
rm -f /etc/apt/sources.list /etc/apt/sources.list.d/*
echo 'deb [trusted=yes] file:/srv/repository ./' >/etc/apt/sources.list
`

const pkcon = `${repository('1')}
apt-get -qq update; setsid pkcon -y install slow ${quiet}`

/** Package managers at work: a machine that is cut here may not boot again. */
export const packages: readonly Plant[] = [
  {
    name: 'apt-install',
    what: 'apt-get install of root, under way',
    on: ['minimal'],
    group: 'system',
    run: `${slow('postinst')} setsid apt-get -y install /root/slow_1_all.deb ${quiet}`,
    runs: 'pgrep -f "^[a-z/]*sleep 3201"',
    finds: /apt-get -y install/,
  },
  {
    name: 'dpkg-unpack',
    what: 'dpkg --unpack of root, under way',
    on: ['minimal'],
    run: `${slow('preinst')} setsid dpkg --unpack /root/slow_1_all.deb ${quiet}`,
    runs: 'pgrep -f "^[a-z/]*sleep 3201"',
    finds: /dpkg --unpack/,
  },
  {
    name: 'packagekit-install',
    what: 'an installation by PackageKit, while it configures a package',
    on: ['build'],
    run: `${slow('postinst')}${pkcon}`,
    runs: 'pgrep -f "^[a-z/]*sleep 3201"',
    finds: /packagekit\.service.*dpkg.*--configure/,
  },
  {
    name: 'packagekit-unpack',
    what: 'an installation by PackageKit, while dpkg unpacks a package',
    on: ['build'],
    run: `${slow('preinst')}${pkcon}`,
    runs: 'pgrep -f "^[a-z/]*sleep 3201"',
    finds: /packagekit\.service.*dpkg.*--unpack/,
  },
  {
    name: 'unattended-upgrade',
    what: 'unattended-upgrade in its unit, while it installs a package',
    on: ['build'],
    group: 'system',
    run: `${slow('postinst', '2')}
mkdir -p /root/old/DEBIAN
sed 's/^Version.*/Version: 1/' /root/slow/DEBIAN/control >/root/old/DEBIAN/control
dpkg-deb --build /root/old /root/old.deb >/dev/null; dpkg -i /root/old.deb >/dev/null
${repository('2')}
printf 'Unattended-Upgrade::Origins-Pattern {"origin=Local";};\\n' >/etc/apt/apt.conf.d/99local
printf 'APT::Periodic::Unattended-Upgrade "always";\\n' >>/etc/apt/apt.conf.d/99local
apt-get -qq update; systemctl start --no-block apt-daily-upgrade`,
    runs: 'pgrep -f "^[a-z/]*sleep 3201"',
    finds: /apt-daily-upgrade\.service/,
  },
]
