import { strict as assert } from 'node:assert'
import { formatUsdc } from '../../sdk/src/money.ts'
import type { Persona } from '../play/persona.ts'
import type { World } from '../play/world.ts'

/** The services that the story kills or stops; the chain nodes are not among them. */
export type ServiceName = 'sequencer' | 'relayer' | 'ponder' | 'postgres' | 'api'

/** Power over the processes of the system that the story plays on. */
export interface ServiceControl {
  /** SIGKILL, as an accident would; resolves when the supervisor has the service back and ready. */
  killAndAwait(service: ServiceName): Promise<void>
  /** Everything but the chain nodes stops working. */
  stopAll(): Promise<void>
  resumeAll(): Promise<void>
}

export interface Cast {
  issuer: Persona
  merchant: Persona
  buyerA: Persona
  buyerB: Persona
  buyerC: Persona
  /** Has a key and a session but no trading key. */
  keyless: Persona
}

/** What the steps share. */
export interface Stage {
  world: World
  cast: Cast
  control: ServiceControl
  tell: Teller
  /** The series of the story, once it is approved. */
  series: number
}

export interface Teller {
  /** A chapter of the story. */
  chapter(title: string): void
  /** One thing that happened, in plain words, with the proof beside it. */
  step(text: string, proof?: Record<string, unknown>): void
}

/** Writes chapters and steps as text. */
export function createTeller(write: (line: string) => void): Teller {
  let chapters = 0
  return {
    chapter(title) {
      chapters++
      write(`\n${chapters}. ${title}`)
    },
    step(text, proof = {}) {
      write(`   - ${text}`)
      for (const [name, value] of Object.entries(proof)) write(`       ${name}: ${String(value)}`)
    },
  }
}

/** Stops the story when a fact is not as told. */
export function check<T>(what: string, actual: T, expected: T): void {
  assert.deepEqual(actual, expected, `${what}: expected ${String(expected)}, got ${String(actual)}`)
}

export const dollars = (amountUsdc6: bigint) => `$${formatUsdc(amountUsdc6)}`
