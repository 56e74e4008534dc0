import PhoneList from './list.ts'
import PhoneSshd from './sshd.ts'

export default {
  'phone:list': PhoneList,
  'phone:sshd': PhoneSshd,
}
