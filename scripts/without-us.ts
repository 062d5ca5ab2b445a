import { parseArgs } from 'node:util'
import type { Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { BaseError, messageOf } from '../kit/errors.ts'
import { stringifyJson } from '../kit/json.ts'
import { signExit } from '../sdk/src/unaided/leave.ts'
import { unaided } from '../sdk/src/unaided/unaided.ts'
import { readConfig } from './without-us/config.ts'
import { readExit } from './without-us/files.ts'
import { leave } from './without-us/leave.ts'
import { settle } from './without-us/settle.ts'

const USAGE = `Usage, with RPC_URL, CORE (address of Settlement) and CALLER_KEY in the environment:
  npm run without-us -- settle orders.json   take resting orders that signed OPEN_SETTLE, once the operator is silent
  npm run without-us -- sign-exit            sign with CALLER_KEY that its account wants to leave; no gas needed
  npm run without-us -- leave exit.json      carry such a signature, wait, and have everything paid to the account`

/** What anybody can do when the operator and all services are gone: a node, signatures and gas are enough. */
async function main(): Promise<boolean> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { help: { type: 'boolean' } } })
  const [command, file = ''] = positionals
  if (values.help || !command) {
    say(USAGE)
    return values.help ?? false
  }
  const config = readConfig(process.env)
  const caller = privateKeyToAccount(config.CALLER_KEY.reveal() as Hex)
  const parties = unaided(config.RPC_URL, config.CORE, caller)
  if (command === 'settle' && file) return await settle(parties, file, say)
  if (command === 'sign-exit') say(stringifyJson(await signExit(parties, caller)))
  else if (command === 'leave' && file) await leave(parties, readExit(file), say)
  else throw new BaseError(USAGE, { code: 'USAGE' })
  return true
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

try {
  process.exitCode = (await main()) ? 0 : 1
} catch (error) {
  const code = error instanceof Error && 'code' in error ? `${error.code}: ` : ''
  process.stderr.write(`${code}${messageOf(error)}\n`)
  process.exitCode = 1
}
