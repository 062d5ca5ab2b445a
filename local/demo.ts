import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type LocalOptions, localOptions } from './config.ts'
import { removeDeployment } from './deployment.ts'
import { localEnvironment } from './environment.ts'
import { runningSupervisor } from './lock-file.ts'
import { openWorld } from './play/world.ts'
import { openHomePath } from './postgres-user.ts'
import { placeOf, startLocal } from './start-local.ts'
import { controlOf, controlOfRunning } from './story/control.ts'
import { createTeller, type ServiceControl } from './story/stage.ts'
import { playStory } from './story/story.ts'

/** `npm run demo`: plays the story on the running system, or on one that it starts and stops. */
const write = (line: string) => process.stdout.write(`${line}\n`)
const options = localOptions(process.env)

if (runningSupervisor(options.dataDir)) {
  write('Playing on the system that runs.')
  const { ports } = options
  const ready = (port: number) => `http://127.0.0.1:${port}/readyz`
  const control = controlOfRunning(options.dataDir, {
    ponder: `http://127.0.0.1:${ports.PONDER_PORT}/ready`,
    relayer: ready(ports.RELAYER_PORT),
    sequencer: ready(ports.SEQUENCER_PORT),
    api: ready(ports.API_PORT),
  })
  await play(control)
} else {
  write('No system runs: starting one of its own, which is removed afterwards.')
  const dataDir = mkdtempSync(join(tmpdir(), 'genex-demo-'))
  const own = localOptions({ ...process.env, DATA_DIR: dataDir, LOG_LEVEL: 'warn', SEED: 'off' })
  const abort = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort.abort())
  try {
    await playOnOwnSystem(own, abort.signal)
  } finally {
    for (const path of [dataDir, openHomePath(dataDir)]) rmSync(path, { recursive: true, force: true })
    for (const deployment of Object.values(own.deployments)) removeDeployment(deployment)
  }
  process.exit(abort.signal.aborted ? 130 : 0)
}

/** The children are in groups of their own: whatever ends the story, they are stopped before this process ends. */
async function playOnOwnSystem(own: LocalOptions, signal: AbortSignal): Promise<void> {
  const system = await startLocal(own, { write: (line) => process.stderr.write(`${line}\n`), signal })
  Object.assign(options, own)
  const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
  try {
    await Promise.race([play(controlOf(system)), aborted])
  } finally {
    await system.stop()
  }
}

async function play(control: ServiceControl): Promise<void> {
  const world = openWorld(placeOf(options, `http://127.0.0.1:${options.ports.API_PORT}`))
  await playStory({ world, control, tell: createTeller(write), environment: localEnvironment(options) })
  write('\nThe story is told: every fact above was read from the chain.')
}
