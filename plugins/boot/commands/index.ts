import BootArgs from './args.ts'
import DhcpConfig from './dhcp-config.ts'
import NfsCheck from './nfs-check.ts'
import Check from './check.ts'
import Status from './status.ts'
import Serve from './serve.ts'
import Explain from './explain.ts'
import Follow from './follow.ts'
import Image from './image.ts'
import Preflight from './preflight.ts'
import Rootfs from './rootfs.ts'
import Start from './start.ts'
import TestBoot from './test.ts'

export default {
  'boot:args': BootArgs,
  'boot:dhcp-config': DhcpConfig,
  'boot:nfs-check': NfsCheck,
  'boot:check': Check,
  'boot:status': Status,
  'boot:serve': Serve,
  'boot:explain': Explain,
  'boot:follow': Follow,
  'boot:image': Image,
  'boot:preflight': Preflight,
  'boot:rootfs': Rootfs,
  'boot:start': Start,
  'boot:test': TestBoot,
}
