interface Frame {
  undo: (() => void)[]
}

/** Writes to maps that can be taken back block by block: the mirror's answer to a reorg. */
export class UndoLog {
  readonly #frames: Frame[] = []
  readonly #depth: number

  /** @param depth Frames kept; older ones can no longer be taken back. */
  constructor(depth: number) {
    this.#depth = depth
  }

  get length(): number {
    return this.#frames.length
  }

  /** Starts a frame: everything written from now on is taken back together. */
  begin(): void {
    this.#frames.push({ undo: [] })
    if (this.#frames.length > this.#depth) this.#frames.shift()
  }

  set<K, V>(map: Map<K, V>, key: K, value: V): void {
    this.#remember(map, key)
    map.set(key, value)
  }

  delete<K, V>(map: Map<K, V>, key: K): void {
    if (!map.has(key)) return
    this.#remember(map, key)
    map.delete(key)
  }

  /** Takes the last frame back; false when none is left. */
  rollback(): boolean {
    const frame = this.#frames.pop()
    if (!frame) return false
    for (const restore of frame.undo.toReversed()) restore()
    return true
  }

  clear(): void {
    this.#frames.length = 0
  }

  #remember<K, V>(map: Map<K, V>, key: K): void {
    const frame = this.#frames.at(-1)
    if (!frame) return
    const previous = map.get(key)
    frame.undo.push(map.has(key) ? () => map.set(key, previous as V) : () => map.delete(key))
  }
}
