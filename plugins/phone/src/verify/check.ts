/** One thing that a real login, or the kernel, showed. `unknown`: it could not be tried. */
export interface Check {
  name: 'listen' | 'login' | 'sftp' | 'wrong-key' | 'password' | 'root'
  state: 'holds' | 'fails' | 'unknown'
  /** One sentence with the evidence. */
  detail: string
}
