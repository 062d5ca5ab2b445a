import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { BaseError } from '../kit/errors.ts'
import { localOptions, REPOSITORY_DIR } from './config.ts'
import { localEnvironment } from './environment.ts'
import { runningSupervisor } from './lock-file.ts'

/** `npm run verify:mapping`: checks every address mapping of the running local system; see api/verify-mapping.ts. */
const options = localOptions(process.env)
if (!runningSupervisor(options.dataDir)) {
  throw new BaseError('No local system runs.', { code: 'LOCAL_NOT_RUNNING', details: 'Start it first: npm start' })
}
const child = spawn(process.execPath, [join(REPOSITORY_DIR, 'api/verify-mapping.ts')], {
  cwd: REPOSITORY_DIR,
  env: localEnvironment(options),
  stdio: 'inherit',
})
const [code] = await once(child, 'exit')
process.exitCode = code ?? 1
