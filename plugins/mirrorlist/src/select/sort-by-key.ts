/** Below this a straight insertion is quicker than another partition. */
const small = 16

/** Sorts `items[low..high]` (both included) by `keys`, both in place: no allocation, unlike Array and TypedArray sorts with a comparator. */
export function sortByKey(keys: Float64Array, items: Uint32Array, low: number, high: number): void {
  let from = low
  let to = high
  while (to - from > small) {
    const pivot = medianOfThree(keys[from] as number, keys[(from + to) >>> 1] as number, keys[to] as number)
    let left = from
    let right = to
    while (left <= right) {
      while ((keys[left] as number) < pivot) left++
      while ((keys[right] as number) > pivot) right--
      if (left <= right) swap(keys, items, left++, right--)
    }
    // Into the smaller half by recursion, the larger by the loop: depth stays below log2(n).
    if (right - from < to - left) {
      sortByKey(keys, items, from, right)
      from = left
    } else {
      sortByKey(keys, items, left, to)
      to = right
    }
  }
  insertionSort(keys, items, from, to)
}

function medianOfThree(a: number, b: number, c: number): number {
  return a < b ? (b < c ? b : a < c ? c : a) : a < c ? a : b < c ? c : b
}

function swap(keys: Float64Array, items: Uint32Array, a: number, b: number): void {
  const key = keys[a] as number
  keys[a] = keys[b] as number
  keys[b] = key
  const item = items[a] as number
  items[a] = items[b] as number
  items[b] = item
}

function insertionSort(keys: Float64Array, items: Uint32Array, low: number, high: number): void {
  for (let at = low + 1; at <= high; at++) {
    const key = keys[at] as number
    const item = items[at] as number
    let hole = at - 1
    for (; hole >= low && (keys[hole] as number) > key; hole--) {
      keys[hole + 1] = keys[hole] as number
      items[hole + 1] = items[hole] as number
    }
    keys[hole + 1] = key
    items[hole + 1] = item
  }
}
