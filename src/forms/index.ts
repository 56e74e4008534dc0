export {durationForm, positiveDurationForm, secondsForm} from './durations.ts'
export {isMapping, type Mistake, mistakeMessage, textForm} from './form.ts'
export {commandForm, userForm, workForm} from './names.ts'
export {
  type AddressNeighbours,
  addressForm,
  hostPortForm,
  inNetwork,
  ipv4Form,
  ipv4WithPrefixForm,
  macForm,
  networkForm,
  portForm,
} from './network.ts'
