import type {TestPhone} from './phone-rig.ts'

/** A foreign line, with options and a comment that would harm a careless tool. */
export const foreignKey = `no-pty ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKVGX0a5kT2sbVeVNbPAYYbRYhyoNVdCUZjYd0xSGHYd it's "hers" $(reboot) \`x\``

/** A phone that was set up by the how-to: keys, configuration and a running sshd, on port 22. */
export async function byHand(phone: TestPhone, publicKey = ''): Promise<void> {
  await phone.sh(`cat > /data/ssh/authorized_keys << 'EOF'
# hers
${foreignKey}
${publicKey}
EOF
printf '# M\\374ller\\r\\n' >> /data/ssh/authorized_keys
chown 2000:2000 /data/ssh/authorized_keys
chmod 600 /data/ssh/authorized_keys
cat > /data/ssh/sshd_config << 'EOF'
AuthorizedKeysFile /data/ssh/authorized_keys
ChallengeResponseAuthentication no
PasswordAuthentication no
PermitRootLogin no
StrictModes no
HostKey /data/ssh/ssh_host_rsa_key
Subsystem sftp internal-sftp
pidfile /data/ssh/sshd.pid
EOF
export PATH=$PATH:/product/bin:/system/bin:/vendor/bin
ssh-keygen -q -t rsa -N '' -f /data/ssh/ssh_host_rsa_key < /dev/null
$(command -v sshd) -f /data/ssh/sshd_config < /dev/null > /dev/null 2>&1`)
}
