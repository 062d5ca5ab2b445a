import { NONE, SELL } from './codes.ts'
import { MAX_HEIGHT, PriceTrees } from './price-tree.ts'
import { Slots } from './slots.ts'

/** Price levels of all book sides: FIFO ends, totals, and which level is best. A book side is market * 2 + side. */
export class LevelIndex {
  readonly trees: PriceTrees
  readonly slots: Slots
  readonly head: Int32Array
  readonly tail: Int32Array
  readonly orders: Int32Array
  readonly quantity: Float64Array
  readonly tick: Int32Array
  readonly bookSide: Int32Array
  /** Level with the best price per book side, NONE when the side is empty. */
  readonly best: Int32Array

  constructor(bookSides: number, levels: number, treeNodes: number) {
    this.trees = new PriceTrees(bookSides, treeNodes)
    this.slots = new Slots(levels)
    this.head = new Int32Array(levels)
    this.tail = new Int32Array(levels)
    this.orders = new Int32Array(levels)
    this.quantity = new Float64Array(levels)
    this.tick = new Int32Array(levels)
    this.bookSide = new Int32Array(levels)
    this.best = new Int32Array(bookSides).fill(NONE)
  }

  /** Room for one more level in the worst case; levels themselves never outnumber orders. */
  get hasRoom(): boolean {
    return this.trees.nodes.available >= 2 * MAX_HEIGHT
  }

  find(bookSide: number, tick: number): number {
    return this.trees.find(bookSide, tick)
  }

  /** An empty level; the caller puts an order in at once. */
  create(bookSide: number, tick: number): number {
    const level = this.slots.take()
    this.head[level] = NONE
    this.tail[level] = NONE
    this.orders[level] = 0
    this.quantity[level] = 0
    this.tick[level] = tick
    this.bookSide[level] = bookSide
    this.trees.insert(bookSide, tick, level)
    const best = this.best[bookSide] as number
    if (best === NONE || this.isBetter(bookSide, tick, this.tick[best] as number)) this.best[bookSide] = level
    return level
  }

  remove(level: number): void {
    const bookSide = this.bookSide[level] as number
    if (this.best[bookSide] === level) this.best[bookSide] = this.worse(level)
    this.trees.remove(bookSide, this.tick[level] as number)
    this.slots.give(level)
  }

  /** The next level away from the best, NONE at the end. */
  worse(level: number): number {
    const bookSide = this.bookSide[level] as number
    const tick = this.tick[level] as number
    return (bookSide & 1) === SELL ? this.trees.above(bookSide, tick) : this.trees.below(bookSide, tick)
  }

  isBetter(bookSide: number, tick: number, than: number): boolean {
    return (bookSide & 1) === SELL ? tick < than : tick > than
  }

  /** Whether an order of the other side limited at `limitTick` can trade with this level. */
  isWithin(level: number, limitTick: number): boolean {
    const tick = this.tick[level] as number
    return ((this.bookSide[level] as number) & 1) === SELL ? tick <= limitTick : tick >= limitTick
  }
}
