import type {Plant} from './plant.ts'

const image = `mkdir -p /root/image/bin; cp /bin/busybox /root/image/bin; ln -sf busybox /root/image/bin/sh; ln -sf busybox /root/image/bin/sleep; ln -sf busybox /root/image/bin/vi
tar -C /root/image -cf /tmp/image.tar .; chmod 644 /tmp/image.tar`
// Without apparmor_parser docker starts no container under AppArmor's profile of it.
const docker = `${image}\ndocker import /tmp/image.tar box >/dev/null`
const dockerfile = (folder: string, seconds: number) =>
  `mkdir -p /root/${folder}; printf 'FROM box\\nRUN sleep ${seconds}\\n' >/root/${folder}/Dockerfile`
const quiet = '>/dev/null 2>&1 </dev/null &'

/** Containers and virtual machines. */
export const containers: readonly Plant[] = [
  {
    name: 'docker',
    what: 'a container of docker',
    on: ['container'],
    group: 'docker',
    run: `${docker}; docker run -d --security-opt apparmor=unconfined --name db box sleep 3301`,
    runs: 'docker ps | grep -q db',
    finds: /^container db:/,
  },
  {
    name: 'docker-paused',
    what: 'a container of docker that is paused',
    on: ['container'],
    group: 'docker',
    run: `${docker}; docker run -d --security-opt apparmor=unconfined --name held box sleep 3302; docker pause held`,
    runs: 'docker ps | grep -q Paused',
    finds: /^container held:/,
  },
  {
    name: 'docker-group',
    what: "a container of docker that carol started, who is in docker's group",
    on: ['container'],
    group: 'docker',
    user: 'carol',
    setup: `${docker}; usermod -aG docker carol`,
    run: 'docker run -d --security-opt apparmor=unconfined --name jobs box sleep 3303',
    runs: 'docker ps | grep -q jobs',
    finds: /^container jobs:/,
  },
  {
    name: 'containerd',
    what: 'a task of containerd, without docker',
    on: ['container'],
    group: 'containers',
    run: `${docker}; docker save box -o /root/box.tar; ctr image import /root/box.tar >/dev/null
ctr run -d docker.io/library/box:latest task sleep 3304`,
    runs: 'pgrep -f "^[a-z/]*sleep 3304"',
    finds: /sleep 3304/,
  },
  {
    name: 'podman',
    what: 'a container of podman, of root',
    on: ['container'],
    group: 'containers',
    run: `${image}; podman import -q /tmp/image.tar box >/dev/null; podman run -d --network=none --name web box sleep 3305`,
    runs: 'pgrep -f "^[a-z/]*sleep 3305"',
    finds: /^container web:/,
  },
  {
    name: 'podman-rootless',
    what: 'a container of podman, of alice, who has logged out',
    on: ['container'],
    group: 'containers',
    user: 'alice',
    setup: `${image}; loginctl enable-linger alice; sleep 5`,
    run: 'export XDG_RUNTIME_DIR=/run/user/$(id -u); podman import -q /tmp/image.tar box >/dev/null; podman run -d --network=none --name mine box sleep 3306',
    runs: 'pgrep -f "^[a-z/]*sleep 3306"',
    finds: /sleep 3306/,
  },
  {
    name: 'nspawn',
    what: 'a container of systemd-nspawn',
    on: ['container'],
    group: 'containers',
    run: `${image}; mkdir -p /root/image/usr /root/image/etc; touch /root/image/etc/os-release
setsid systemd-nspawn -q -D /root/image -M box --as-pid2 /bin/sleep 3307 >/root/nspawn.log 2>&1 </dev/null &`,
    runs: 'pgrep -f "^[a-z/]*sleep 3307"; machinectl list | grep -q box',
    finds: /machine-box\.scope|^container box:/,
  },
  {
    name: 'docker-buildkit',
    what: 'docker build with BuildKit, under way: its containers are in no list of docker',
    on: ['container'],
    group: 'builds',
    run: `${docker}; ${dockerfile('kit', 3309)}; DOCKER_BUILDKIT=1 setsid docker build /root/kit ${quiet}`,
    runs: 'pgrep -f "^[a-z/]*sleep 3309"',
    finds: /sleep 3309/,
  },
  {
    name: 'podman-build',
    what: 'podman build, under way',
    on: ['container'],
    group: 'builds',
    run: `${image}; podman import -q /tmp/image.tar box >/dev/null; ${dockerfile('pod', 3310)}
setsid podman build --network=none /root/pod ${quiet}`,
    runs: 'pgrep -f "^[a-z/]*sleep 3310"',
    finds: /sleep 3310/,
  },
]
