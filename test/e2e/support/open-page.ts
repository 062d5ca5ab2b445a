import { join } from 'node:path'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import type * as person from './person.ts'

type Person = typeof person

/** A page with the SDK and nothing else, and what a person does on it. */
export interface BarePage {
  page: Page
  /** Calls a function of `person.ts` in the page. */
  does<N extends keyof Person>(name: N, ...given: Parameters<Person[N]>): Promise<Awaited<ReturnType<Person[N]>>>
}

/** Opens the page at the origin of the API, whose calls need no other then. */
export async function openBarePage(browser: Browser, origin: string): Promise<BarePage> {
  // A context of its own, so that further tabs may join it.
  const page = await (await browser.newContext()).newPage()
  await page.route(`${origin}/`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>bare page</title>' }),
  )
  await page.goto(`${origin}/`)
  await page.addScriptTag({ content: await bundlePerson() })
  return {
    page,
    does: async (name, ...given) =>
      await page.evaluate(
        ([method, parameters]) => {
          const { person } = globalThis as unknown as { person: Record<string, (...all: unknown[]) => never> }
          const act = person[method]
          if (!act) throw new Error(`the page cannot ${method}`)
          return act(...parameters)
        },
        [name, given] as const,
      ),
  }
}

async function bundlePerson(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'person.ts')],
    bundle: true,
    format: 'iife',
    globalName: 'person',
    platform: 'browser',
    write: false,
  })
  const [bundle] = outputFiles
  if (!bundle) throw new Error('esbuild wrote nothing')
  return bundle.text
}
