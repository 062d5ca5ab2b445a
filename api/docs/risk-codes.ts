import type { DocRow } from './error-doc.ts'

/** What the risk rules hold or block, and its release. */
export const RISK_CODES = {
  RISK_HELD: [
    'The risk rules hold this',
    'It waits for a review by the rules that `detail` names; nothing was signed or carried. Orders: too much in a minute.',
    'Send it again, with a new Idempotency-Key, once it was let go. Leaving by POST /api/v1/exits is never held.',
  ],
  RISK_BLOCKED: [
    'The risk rules refuse this',
    'The rules that `detail` names refuse it, and no review changes that; nothing was signed or carried.',
    'Mend what they name: a recovery code ends too many wrong codes, an order can be split. Leaving by POST /api/v1/exits is never blocked.',
  ],
  RISK_DECISION_UNKNOWN: [
    'There is no such decision',
    'The log of the risk rules has no decision of this number.',
    'See GET /api/v1/compliance/risk-decisions.',
  ],
  RISK_NOT_HELD: [
    'The decision holds nothing',
    'Only a withdrawal that is held can be let go.',
    'See GET /api/v1/compliance/risk-decisions?decision=hold.',
  ],
  RISK_OWN_DECISION: ['It is your own', 'An officer does not review her own withdrawal.', 'Ask another officer.'],
} as const satisfies Record<string, DocRow>
