// The Node that ops runs on; `engines` of the packages say the same, and a test compares them.
// Statements that Node 18 understands: this is read before the right Node starts.

export const neededNode = '24.15'

/** Whether this Node runs ops itself, without the pinned one. */
export function isNewEnough(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number)
  const [leastMajor, leastMinor] = neededNode.split('.').map(Number)
  return major > leastMajor || (major === leastMajor && minor >= leastMinor)
}
