import type { DocRow } from './error-doc.ts'

/** Obligations of market makers and alerts about the market. */
export const WATCH_CODES = {
  ROLE_REQUIRED: [
    'This needs a role on chain',
    'The account of this session does not hold the role that `detail` names.',
    'Sign in as an account that holds it; the access manager on chain is the only list.',
  ],
  ALERT_UNKNOWN: ['There is no such alert', 'No alert has this id.', 'See GET /api/v1/compliance/alerts.'],
  WATCH_BEHIND: [
    'The market watch is still reading',
    'It reads the journal from the first record after each start and has not reached the end yet.',
    'Try again in a moment.',
  ],
  WATCH_NOTICE_TOO_SHORT: [
    'It cannot begin so soon',
    'Terms and owners count from a time that every replay knows before it gets there: a minute from now at least.',
    'Send it again with a later `fromMs`.',
  ],
  WATCH_TOLD_ALREADY: [
    'This was told already',
    'Terms were told twice at once, or an account’s owner twice from the same time on. The first one counts.',
    'Read what counts now; tell a change from a later time on.',
  ],
  CHECKPOINT_REFUSED: [
    'A checkpoint of the watch is not taken',
    'It is damaged, of another format, or not of this journal; the one before it or the first record takes its place.',
    'In the log only; nothing is to be done unless it repeats.',
  ],
  THRESHOLDS_UNKNOWN: [
    'These thresholds were never in force',
    'An alert names a version of thresholds that this release does not have.',
    'Verify it with the release that made it, or a later one.',
  ],
} as const satisfies Record<string, DocRow>
