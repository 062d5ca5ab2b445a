import assert from 'node:assert/strict'
import type { Requester } from './calls.ts'

export interface StreamEvent {
  id: string
  data: Record<string, unknown>
}

/** Reads server-sent events of a path one by one. */
export class EventReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  readonly #decoder = new TextDecoder()
  #text = ''

  private constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = body.getReader()
  }

  static async open(app: Requester, path: string, headers: Record<string, string>): Promise<EventReader> {
    const response = await app.request(path, { headers })
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('content-type'), 'text/event-stream')
    assert.ok(response.body)
    return new EventReader(response.body)
  }

  /** The next event; comments are passed over. Undefined when the stream ended. */
  async next(): Promise<StreamEvent | undefined> {
    for (;;) {
      const end = this.#text.indexOf('\n\n')
      if (end >= 0) {
        const event = parse(this.#text.slice(0, end))
        this.#text = this.#text.slice(end + 2)
        if (event) return event
        continue
      }
      const { done, value } = await this.#reader.read()
      if (done) return undefined
      this.#text += this.#decoder.decode(value, { stream: true })
    }
  }

  async take(count: number): Promise<StreamEvent[]> {
    const events: StreamEvent[] = []
    while (events.length < count) {
      const event = await this.next()
      assert.ok(event, `the stream ended after ${events.length} of ${count}`)
      events.push(event)
    }
    return events
  }

  close(): Promise<void> {
    return this.#reader.cancel()
  }
}

function parse(block: string): StreamEvent | undefined {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1]
  const [id, data] = [field('id'), field('data')]
  if (id === undefined || data === undefined) return undefined
  assert.equal(field('event'), 'notification')
  return { id, data: JSON.parse(data) }
}
