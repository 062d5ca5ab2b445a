import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'

/** What a stage of `npm run test:long` came to, and of which commit. */
export interface LongStage {
  name: string
  /** When it ended. */
  date: string
  /** `-dirty` behind it when the files were not those of the commit. */
  commit: string
  isPassed: boolean
  seconds: number
  /** The runner's closing counts; a list would not be laid out as our formatter wants it. */
  closing: string
}

/** One entry a stage, written as each ends: a run that is cut off keeps what it finished. */
export class LongRecord {
  readonly #path: string
  #stages: readonly LongStage[]

  constructor(path: string) {
    this.#path = path
    this.#stages = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as LongStage[]) : []
  }

  /** Passed at this commit; what is not committed may have changed since. */
  hasPassed(name: string, commit: string): boolean {
    return this.#stages.some(
      (stage) => stage.name === name && stage.commit === commit && stage.isPassed && isClean(commit),
    )
  }

  /** Takes the place of the stage's entry before, in the order of the names. */
  add(stage: LongStage): void {
    const others = this.#stages.filter(({ name }) => name !== stage.name)
    this.#stages = [...others, stage].toSorted((one, other) => one.name.localeCompare(other.name))
    // Never half a file, whenever the run is cut off.
    writeFileSync(`${this.#path}.new`, `${JSON.stringify(this.#stages, null, 2)}\n`)
    renameSync(`${this.#path}.new`, this.#path)
  }
}

function isClean(commit: string): boolean {
  return !commit.endsWith('-dirty')
}
