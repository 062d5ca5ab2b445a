// Plain JavaScript, because it has to run where Node cannot run TypeScript: says what is missing before anything fails.
const [major] = process.versions.node.split('.').map(Number)
if (major < 24) {
  const npm = /npm\/(\S+)/.exec(process.env.npm_config_user_agent ?? '')?.[1] ?? 'unknown'
  console.error(`
This runs on the project's own Node 24 (npm brings it), but found Node ${process.versions.node} (npm ${npm}).
- Start it through npm (npm start, npm test, npm run …), not with the system's node.
- npm must be 10 or newer: npm install --global npm@11
- When dependencies were installed without their install scripts: npm rebuild node
`)
  process.exit(1)
}
