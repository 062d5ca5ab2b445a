import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** A child of a test, with what it wrote for the failure report. */
export interface TestProcess {
  child: ChildProcess
  output: () => string
  /** Ends it with the signal and resolves when it is gone. */
  end: (signal: NodeJS.Signals) => Promise<void>
}

export function startProcess(
  command: string,
  args: readonly string[],
  options: { env: NodeJS.ProcessEnv; cwd?: string; uid?: number | undefined; gid?: number | undefined },
): TestProcess {
  const { uid, gid, ...rest } = options
  const user = uid === undefined || gid === undefined ? {} : { uid, gid }
  const child = spawn(command, [...args], { ...rest, ...user, stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => lines.push(data.toString()))
  const ended = once(child, 'exit')
  return {
    child,
    output: () => lines.join(''),
    end: async (signal) => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal)
      await ended
    },
  }
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
