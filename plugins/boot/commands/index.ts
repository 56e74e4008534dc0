import BootArgs from './serve/args.ts'
import DhcpConfig from './serve/dhcp-config.ts'
import NfsCheck from './serve/nfs-check.ts'
import Check from './serve/check.ts'
import Status from './serve/status.ts'
import Serve from './serve/serve.ts'
import Explain from './boot/explain.ts'
import Follow from './boot/follow.ts'
import Image from './image/image.ts'
import Loaders from './image/loaders.ts'
import Preflight from './boot/preflight.ts'
import Rootfs from './image/rootfs.ts'
import Start from './boot/start.ts'
import TestBoot from './boot/test.ts'

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
  'boot:loaders': Loaders,
  'boot:preflight': Preflight,
  'boot:rootfs': Rootfs,
  'boot:start': Start,
  'boot:test': TestBoot,
}
