import type {Plant} from './plant.ts'
import {freeze} from './texts.ts'

const quiet = '>/dev/null 2>&1 </dev/null &'
const until = (test: string) => `for i in $(seq 120); do if ${test}; then break; fi; sleep 1; done`

/** Work of desktops, and of the services that every desktop runs. */
export const desktop: readonly Plant[] = [
  {
    name: 'desktop-login',
    what: 'alice, who is logged in at the desktop, with a program in a terminal',
    on: ['desktop'],
    group: 'sessions',
    user: 'alice',
    setup: `mkdir -p ~alice/.config/autostart /etc/lightdm/lightdm.conf.d
printf '[Desktop Entry]\\nType=Application\\nName=export\\nExec=xfce4-terminal -x sleep 3501\\n' >~alice/.config/autostart/export.desktop
chown -R alice: ~alice/.config; printf '[Seat:*]\\nautologin-user=alice\\n' >/etc/lightdm/lightdm.conf.d/alice.conf
systemctl restart lightdm; ${until('pgrep -u alice -x xfce4-panel')}`,
    runs: 'pgrep -u alice -x xfce4-panel && pgrep -f "^[a-z/]*sleep 3501"',
    finds: /^session alice: .*of alice: xfce4-session/,
  },
  {
    name: 'gvfs-copy',
    what: 'a copy out of an archive by gvfs, of dave, who has logged out',
    on: ['desktop'],
    group: 'sessions',
    user: 'dave',
    setup: `loginctl enable-linger dave; ${until('test -S /run/user/$(id -u dave)/bus')}`,
    run: `export XDG_RUNTIME_DIR=/run/user/$(id -u) DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/$(id -u)/bus
head -c 100M /dev/zero >photos; tar -cf photos.tar photos; url=archive://file%253A%252F%252F%252Fhome%252Fdave%252Fphotos.tar
gio mount $url; setsid nohup gio copy $url/photos /home/dave/copy ${quiet} ${freeze('gio')}`,
    runs: 'pgrep -u dave -x gio && pgrep -u dave -f gvfsd-archive',
    finds: /of dave: gio copy/,
  },
  {
    name: 'dispatcher-script',
    what: 'rsync in a dispatcher script of NetworkManager',
    on: ['desktop'],
    group: 'system',
    run: `printf '#!/bin/sh\\n[ "$1/$2" = dummy0/up ] && exec rsync --archive --bwlimit=20 /usr/lib/ /srv/mirror/\\n' >/etc/NetworkManager/dispatcher.d/90-mirror
chmod 755 /etc/NetworkManager/dispatcher.d/90-mirror
nmcli connection add type dummy ifname dummy0 con-name mirror ipv4.method manual ipv4.addresses 192.0.2.10/24`,
    runs: 'pgrep -x rsync',
    finds: /^child NetworkManager-dispatcher\.service\/.*rsync --archive/,
  },
  {
    name: 'print',
    what: 'a print job whose printer does not answer',
    on: ['desktop'],
    group: 'system',
    // Nobody listens there: the backend tries again, as with a printer that is switched off.
    run: 'lpadmin -p office -E -v socket://10.0.2.2:9 -m raw; lp -d office /etc/services',
    runs: 'pgrep -f "^socket://10.0.2.2"',
    finds: /^child cups\.service\/socket:/,
  },
  {
    name: 'anacron',
    what: 'a daily backup that anacron started',
    on: ['desktop'],
    group: 'system',
    run: `printf '#!/bin/sh\\ntar -cf /dev/null --checkpoint=1 --checkpoint-action=exec="sleep 3502" /etc\\n' >/etc/cron.daily/0backup
chmod 755 /etc/cron.daily/0backup; rm -f /var/spool/anacron/*; sed -i 's/^1\\t5\\t/1\\t0\\t/' /etc/anacrontab; systemctl restart --no-block anacron`,
    runs: 'pgrep -f "^[a-z/]*sleep 3502"',
    finds: /^child anacron\.service\/.*0backup/,
  },
]
