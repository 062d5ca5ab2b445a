// Runs at the end of `npm ci` (plain JavaScript: the system's Node may be 20). Builds the contracts, so that the first
// `npm start` and `npm test` do not wait for the compiler. Without development dependencies there is nothing to build.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const bin = join(process.cwd(), 'node_modules', '.bin')
const npm = /npm\/(\d+)\.(\S+)/.exec(process.env.npm_config_user_agent ?? '')
if (npm && Number(npm[1]) < 10) {
  console.error(
    `\nnpm ${npm[1]}.${npm[2]} is too old: it needs npm 10 or newer. Run: npm install --global npm@11, then npm ci again.\n`,
  )
  process.exit(1)
}
if (!existsSync(join(bin, 'hardhat'))) process.exit(0)

const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` }
console.log('Building the contracts …')
const build = spawnSync(join(bin, 'hardhat'), ['build', '--quiet', '--no-tests'], { env, stdio: 'inherit' })
process.exit(build.status ?? 1)
