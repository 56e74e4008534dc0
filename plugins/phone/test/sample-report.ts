/** A report as the probe prints it on a fresh LineageOS 17.1; `lines` come last and count. */
export function sampleReport(lines: readonly string[] = []): string {
  return `ops-probe 1
uid=0
prop.ro.build.version.sdk=29
prop.ro.build.type=userdebug
prop.ro.debuggable=1
prop.ro.lineage.version=17.1-20240101-UNOFFICIAL-FP3
prop.ro.product.model=Fairphone 3
arch=aarch64
epoch=1790000000
zone=+0100
selinux=Enforcing
program.sshd=/system/bin/sshd
program.ssh-keygen=/system/bin/ssh-keygen
program.start-ssh=/system/bin/start-ssh
openssh=unknown option -- V OpenSSH_8.0p1, BoringSSL usage: sshd
file./data=41f9 1000 1000
file./data/ssh=41e8 0 2000
file./data/ssh/empty=41c0 0 0
file./data/ssh/ops=absent
file./data/ssh/authorized_keys=absent
listen=0100007F:1F90
listen=00000000000000000000000001000000:0016
free=/dev/block/dm-1 50000000 10000000 40000000 20% /data
${lines.map((line) => `${line}\n`).join('')}ops-probe end
`
}

/** A file with its content, as lines of the report. */
export function fileLines(path: string, content: string, mode = 0o100644, uid = 0): string[] {
  return [`file.${path}=${mode.toString(16)} ${uid} ${uid}`, ...`${content}$`.split('\n').map((line) => `|${line}`)]
}
