/** One thing that a real login showed. `unknown`: it could not be tried. */
export interface Check {
  name: 'login' | 'sftp' | 'wrong-key' | 'password' | 'root'
  state: 'holds' | 'fails' | 'unknown'
  /** One sentence with the evidence. */
  detail: string
}
