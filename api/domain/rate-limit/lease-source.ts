/** Units of a budget that one process wants for itself. */
export interface LeaseWish {
  /** Of the budget: whose it is and under which policy. */
  key: string
  units: number
  /** What all processes together may give out in a window. */
  quota: number
  windowMs: number
}

/** What a process got; it may be less than it wished for, also nothing. */
export interface Lease {
  granted: number
  /** Given to all processes in this window so far, with these. */
  leased: number
  /** Of the window, from the moment at which the source decided. */
  endsInMs: number
}

/** Where the processes share their budgets. A window begins with its first lease. */
export interface LeaseSource {
  lease: (wish: LeaseWish) => Promise<Lease>
}
