import Serve from './serve.ts'
import Image from './image.ts'

export default {
  'boot:serve': Serve,
  'boot:image': Image,
}
