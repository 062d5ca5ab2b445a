import { parseAbi } from 'viem'

/** What every contract with intents has in common: the batch entry and its per-item reports. */
export const intentsAbi = parseAbi([
  'function executeIntents(bytes[] calls)',
  'event IntentExecuted(address indexed account, uint256 indexed nonce, bytes4 selector)',
  'event IntentFailed(address indexed account, uint256 indexed nonce, bytes4 selector, bytes reason)',
  'event IntentRefused(uint256 indexed index, bytes4 selector, bytes reason)',
])
