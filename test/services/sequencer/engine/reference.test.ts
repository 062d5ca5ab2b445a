import { describe, it } from 'node:test'
import fc from 'fast-check'
import { commandCount, runOfActions } from './actions.ts'
import { BookDriver } from './book-driver.ts'

const RUN_LENGTH = 200
const COMMANDS = commandCount(100_000, 1_000_000)

describe('engine against a naive reference book', () => {
  it('gives equal fills, depth, queue order and ends after every random command', () => {
    const property = fc.property(runOfActions(RUN_LENGTH), fc.constantFrom(2, 5, 4096), (actions, tradesPerCommand) => {
      const driver = new BookDriver(tradesPerCommand)
      for (const action of actions) driver.run(action)
    })
    fc.assert(property, { numRuns: COMMANDS / RUN_LENGTH })
  })
})
