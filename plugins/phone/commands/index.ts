import PhoneDoctor from './doctor.ts'
import PhoneEnsure from './ensure.ts'
import PhoneInfo from './info.ts'
import PhoneList from './list.ts'
import PhoneProxy from './proxy.ts'
import PhoneSsh from './ssh.ts'
import PhoneSshd from './sshd.ts'

export default {
  'phone:doctor': PhoneDoctor,
  'phone:ensure': PhoneEnsure,
  'phone:info': PhoneInfo,
  'phone:list': PhoneList,
  'phone:proxy': PhoneProxy,
  'phone:ssh': PhoneSsh,
  'phone:sshd': PhoneSshd,
}
