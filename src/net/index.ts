export {type AddressParts, addressIn, isAddress, parseMac, requireAddress, requireIpv4} from './address.ts'
export {formatHostPort, urlHost} from './host-port.ts'
export {formatListenAddress, type ListenAddress, parseListenAddress} from './listen-address.ts'
export {lookupName, resolveName} from './resolve-name.ts'
