import { parseArgs } from 'node:util'

/** Benches by name; each prints one JSON object as the last line of standard output. `--vs` compares with a peer. */
const BENCHES = {
  api: async () => (await import('./api.ts')).measureApi(),
  admission: async () => (await import('./admission.ts')).measureAdmission(),
  engine: async () => (await import('./engine.ts')).measureEngine(),
  recovery: async () => (await import('./recovery.ts')).measureRecovery(),
  risk: async () => (await import('./risk.ts')).measureRisk(),
  feed: async () => (await import('./feed.ts')).measureFeed(),
  surveillance: async () => (await import('./surveillance.ts')).measureSurveillance(),
  'sdk-size': async () => (await import('./sdk-size.ts')).measureSdk(),
  intents: async () => (await import('./intents.ts')).measureIntents(),
  gas: async () => (await import('./gas.ts')).measureGas(),
  vs: async () => (await import('./versus.ts')).measureVersus(),
} as const

const { positionals, values } = parseArgs({ allowPositionals: true, options: { vs: { type: 'boolean' } } })
const name = values.vs ? 'vs' : (positionals[0] ?? '')
const bench = Object.entries(BENCHES).find(([key]) => key === name)?.[1]
if (!bench) {
  process.stderr.write(`bench: unknown name '${name}'; known: ${Object.keys(BENCHES).join(', ')}\n`)
  process.exit(1)
}
process.stdout.write(`${JSON.stringify(await bench())}\n`)
process.exit(0)
