import { NONE } from './codes.ts'
import { Slots } from './slots.ts'

const FAN_OUT_BITS = 5
const DIGIT = 31
/** 6 digits of 5 bits: 2^30 ticks. */
export const MAX_HEIGHT = 6

const lowest = (bits: number): number => 31 - Math.clz32(bits & -bits)
const highest = (bits: number): number => 31 - Math.clz32(bits)

/**
 * Ordered maps from tick to level for many book sides in one pool of 32-way nodes, each with a bitmap of its children.
 * A tree is as high as its greatest tick needs: three loads for a coupon, six at most, whatever the price.
 */
export class PriceTrees {
  readonly nodes: Slots
  readonly #bitmap: Int32Array
  readonly #child: Int32Array
  readonly #root: Int32Array
  readonly #height: Uint8Array
  readonly #path = new Int32Array(MAX_HEIGHT)

  constructor(trees: number, nodes: number) {
    this.nodes = new Slots(nodes)
    this.#bitmap = new Int32Array(nodes)
    this.#child = new Int32Array(nodes << FAN_OUT_BITS)
    this.#root = new Int32Array(trees).fill(NONE)
    this.#height = new Uint8Array(trees)
  }

  find(tree: number, tick: number): number {
    let shift = ((this.#height[tree] as number) - 1) * FAN_OUT_BITS
    let node = this.#root[tree] as number
    if (node === NONE || tick >>> shift > DIGIT) return NONE
    for (;;) {
      const digit = (tick >>> shift) & DIGIT
      if ((((this.#bitmap[node] as number) >>> digit) & 1) === 0) return NONE
      node = this.#child[(node << FAN_OUT_BITS) + digit] as number
      if (shift === 0) return node
      shift -= FAN_OUT_BITS
    }
  }

  /** The tick is not in the tree and at least 2 * MAX_HEIGHT nodes are available. */
  insert(tree: number, tick: number, level: number): void {
    this.#grow(tree, tick)
    let shift = ((this.#height[tree] as number) - 1) * FAN_OUT_BITS
    let node = this.#root[tree] as number
    for (; shift > 0; shift -= FAN_OUT_BITS) {
      const digit = (tick >>> shift) & DIGIT
      const at = (node << FAN_OUT_BITS) + digit
      if ((((this.#bitmap[node] as number) >>> digit) & 1) === 0) this.#link(node, digit, this.#newNode())
      node = this.#child[at] as number
    }
    this.#link(node, tick & DIGIT, level)
  }

  /** The tick is in the tree. */
  remove(tree: number, tick: number): void {
    const height = this.#height[tree] as number
    let node = this.#root[tree] as number
    for (let depth = 0; depth < height; depth++) {
      this.#path[depth] = node
      const digit = (tick >>> ((height - 1 - depth) * FAN_OUT_BITS)) & DIGIT
      node = this.#child[(node << FAN_OUT_BITS) + digit] as number
    }
    for (let depth = height - 1; depth >= 0; depth--) {
      const at = this.#path[depth] as number
      const digit = (tick >>> ((height - 1 - depth) * FAN_OUT_BITS)) & DIGIT
      const rest = (this.#bitmap[at] as number) & ~(1 << digit)
      this.#bitmap[at] = rest
      if (rest !== 0) return
      this.nodes.give(at)
    }
    this.#root[tree] = NONE
    this.#height[tree] = 0
  }

  /** The level of the nearest tick above `tick`, NONE if there is none. */
  above(tree: number, tick: number): number {
    return this.#nearest(tree, tick, true)
  }

  /** The level of the nearest tick below `tick`, NONE if there is none. */
  below(tree: number, tick: number): number {
    return this.#nearest(tree, tick, false)
  }

  #nearest(tree: number, tick: number, up: boolean): number {
    let shift = ((this.#height[tree] as number) - 1) * FAN_OUT_BITS
    let node = this.#root[tree] as number
    if (node === NONE) return NONE
    if (tick >>> shift > DIGIT) return up ? NONE : this.#descend(node, shift, false)
    let branch = NONE
    let branchBits = 0
    let branchShift = 0
    for (;;) {
      const digit = (tick >>> shift) & DIGIT
      const bitmap = this.#bitmap[node] as number
      const bits = up ? bitmap & (-2 << digit) : bitmap & ((1 << digit) - 1)
      if (bits !== 0) {
        branch = node
        branchBits = bits
        branchShift = shift
      }
      if (shift === 0 || ((bitmap >>> digit) & 1) === 0) break
      node = this.#child[(node << FAN_OUT_BITS) + digit] as number
      shift -= FAN_OUT_BITS
    }
    if (branch === NONE) return NONE
    const child = this.#child[(branch << FAN_OUT_BITS) + (up ? lowest(branchBits) : highest(branchBits))] as number
    return branchShift === 0 ? child : this.#descend(child, branchShift - FAN_OUT_BITS, up)
  }

  #descend(from: number, fromShift: number, toLowest: boolean): number {
    let node = from
    for (let shift = fromShift; shift >= 0; shift -= FAN_OUT_BITS) {
      const bitmap = this.#bitmap[node] as number
      node = this.#child[(node << FAN_OUT_BITS) + (toLowest ? lowest(bitmap) : highest(bitmap))] as number
    }
    return node
  }

  /** Puts new roots on top until the tick fits; the old root is child 0 of the new one. */
  #grow(tree: number, tick: number): void {
    if (this.#root[tree] === NONE) {
      this.#root[tree] = this.#newNode()
      this.#height[tree] = 1
    }
    while (tick >>> (((this.#height[tree] as number) - 1) * FAN_OUT_BITS) > DIGIT) {
      const root = this.#newNode()
      const old = this.#root[tree] as number
      if (this.#bitmap[old] === 0) this.nodes.give(old)
      else this.#link(root, 0, old)
      this.#root[tree] = root
      this.#height[tree] = (this.#height[tree] as number) + 1
    }
  }

  #newNode(): number {
    const node = this.nodes.take()
    this.#bitmap[node] = 0
    return node
  }

  #link(node: number, digit: number, child: number): void {
    this.#bitmap[node] = (this.#bitmap[node] as number) | (1 << digit)
    this.#child[(node << FAN_OUT_BITS) + digit] = child
  }
}
