// How does a test see a page as a browser shows it?
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { temporaryFolder } from '../../folder.ts'

export const chromium = { program: 'chromium', debianPackage: 'chromium' }

export type View = { readonly scheme: 'light' | 'dark'; readonly width: number; readonly scripts: boolean }

type Message = { readonly id?: number; readonly result?: unknown; readonly error?: unknown; readonly method?: string }

/** Debian's Chromium without a screen, spoken to over a pipe (Chrome DevTools Protocol). */
export class Browser {
  readonly #child: ChildProcess
  readonly #folder = temporaryFolder()
  readonly #open = new Map<number, (message: Message) => void>()
  readonly #loaded: (() => void)[] = []
  #asked = 0
  #session: string | undefined

  private constructor() {
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--remote-debugging-pipe']
    this.#child = spawn('chromium', [...flags, `--user-data-dir=${this.#folder}`], {
      env: { ...process.env, TMPDIR: this.#folder },
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
      detached: true,
    })
    let text = ''
    ;(this.#child.stdio[4] as Readable).setEncoding('utf8').on('data', (chunk: string) => {
      const messages = (text + chunk).split('\0')
      text = messages.pop() ?? ''
      for (const message of messages) this.#hear(JSON.parse(message))
    })
  }

  static async start(): Promise<Browser> {
    const browser = new Browser()
    const { targetId } = (await browser.#ask('Target.createTarget', { url: 'about:blank' })) as { targetId: string }
    const { sessionId } = (await browser.#ask('Target.attachToTarget', { targetId, flatten: true })) as { sessionId: string }
    browser.#session = sessionId
    await browser.#ask('Page.enable')
    return browser
  }

  /** Resolves when it is loaded. */
  async open(url: string, { scheme, width, scripts }: View): Promise<void> {
    await this.#ask('Emulation.setScriptExecutionDisabled', { value: !scripts })
    await this.#ask('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] })
    await this.#ask('Emulation.setDeviceMetricsOverride', { width, height: 900, deviceScaleFactor: 1, mobile: false })
    const loaded = new Promise<void>((resolve) => this.#loaded.push(resolve))
    await this.#ask('Page.navigate', { url })
    await loaded
  }

  /** What an expression gives in the page; one that throws rejects. */
  async evaluate(expression: string): Promise<unknown> {
    const found = await this.#ask('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
    const { result, exceptionDetails } = found as { result: { value?: unknown }; exceptionDetails?: unknown }
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails))
    return result.value
  }

  async press(key: string): Promise<void> {
    for (const type of ['keyDown', 'keyUp']) await this.#ask('Input.dispatchKeyEvent', { type, key, code: key })
  }

  async close(): Promise<void> {
    const closed = once(this.#child, 'close')
    if (this.#child.pid !== undefined) process.kill(-this.#child.pid, 'SIGKILL')
    await closed
  }

  #hear(message: Message): void {
    if (message.id !== undefined) this.#open.get(message.id)?.(message)
    if (message.method === 'Page.loadEventFired') for (const resolve of this.#loaded.splice(0)) resolve()
  }

  #ask(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    this.#asked += 1
    const id = this.#asked
    const message = { id, method, params, ...(this.#session !== undefined && { sessionId: this.#session }) }
    ;(this.#child.stdio[3] as Writable).write(`${JSON.stringify(message)}\0`)
    return new Promise((resolve, reject) => {
      this.#open.set(id, ({ result, error }) =>
        error === undefined ? resolve(result) : reject(new Error(`${method}: ${JSON.stringify(error)}`)),
      )
    })
  }
}
