interface PageParts {
  amountCents: number
  isOpen: boolean
  error?: string
}

/** A card form as a hosted checkout shows it; it belongs to the double, no page of ours ever asks for a card. */
export function checkoutPage({ amountCents, isOpen, error }: PageParts): string {
  const amount = `$${(amountCents / 100).toFixed(2)}`
  const form = `<form method="post">
<label>Card number <input name="number" inputmode="numeric" autocomplete="off" value="4242 4242 4242 4242"></label>
<button type="submit">Pay ${amount}</button></form>`
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Test checkout</title></head><body><main>
<h1>Test checkout</h1><p>Genex purchase: ${amount}. A double of the payment provider: no money moves.</p>
${error ? `<p role="alert">${error}</p>` : ''}${isOpen ? form : '<p>This checkout is over.</p>'}</main></body></html>`
}

/** Instead of sending coins: one button. */
export function cryptoPage({ amountCents, isOpen }: PageParts): string {
  const amount = `$${(amountCents / 100).toFixed(2)}`
  const form = `<form method="post"><button type="submit">Send ${amount} in test coins</button></form>`
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Test charge</title></head><body><main>
<h1>Test charge</h1><p>Genex purchase: ${amount}. A double of the payment provider: no coins move.</p>
${isOpen ? form : '<p>This charge is over.</p>'}</main></body></html>`
}
