/** The result of one login attempt, or of the kernel's socket list. `unknown`: it could not be tried. */
export interface Check {
  name: 'listen' | 'login' | 'sftp' | 'wrong-key' | 'password' | 'root'
  state: 'holds' | 'fails' | 'unknown'
  /** One sentence with the evidence. */
  detail: string
}
