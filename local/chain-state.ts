import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { STATE_COPY_MS } from './limits.ts'

interface ChainState {
  blocks?: { header: { number: string; timestamp: string } }[]
}

/**
 * Makes a state file loadable again. anvil writes it in place, so a kill can leave half a file: then the last good copy is
 * taken, and the chain is some seconds short. And anvil adds its own first block to the loaded one at every start; which
 * of the two the next start takes is chance, so only the oldest stays.
 */
export function repairState(file: string): void {
  if (!existsSync(file)) return
  const state = readState(file) ?? restoreCopy(file)
  if (!state) rmSync(file)
  else if (dropLaterFirstBlocks(state)) writeWhole(file, JSON.stringify(state))
}

/** Copies state files now and then; a copy counts only when it is whole. Returns how to end it. */
export function keepStateCopies(files: readonly string[]): () => void {
  const timer = setInterval(() => {
    for (const file of files) if (existsSync(file)) copyState(file)
  }, STATE_COPY_MS)
  return () => clearInterval(timer)
}

export function copyState(file: string): void {
  copyFileSync(file, `${file}.new`)
  if (readState(`${file}.new`)) renameSync(`${file}.new`, `${file}.copy`)
}

function restoreCopy(file: string): ChainState | undefined {
  if (!existsSync(`${file}.copy`)) return undefined
  copyFileSync(`${file}.copy`, file)
  return readState(file)
}

function readState(file: string): ChainState | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

function dropLaterFirstBlocks(state: ChainState): boolean {
  const { blocks = [] } = state
  const firsts = blocks.filter(({ header }) => Number(header.number) === 0)
  if (firsts.length < 2) return false
  const oldest = firsts.toSorted((a, b) => Number(a.header.timestamp) - Number(b.header.timestamp))[0]
  state.blocks = blocks.filter((block) => block === oldest || !firsts.includes(block))
  return true
}

function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.new`, text)
  renameSync(`${file}.new`, file)
}
