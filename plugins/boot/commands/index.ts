import Image from './image.ts'

export default {
  'boot:image': Image,
}
