// How does a test get a web server that says its name, and falls ill?
import { rmSync, writeFileSync } from 'node:fs'
import type { Namespace } from './namespace.ts'
import { nodeProgram } from './node-program.ts'
import type { Program } from './program.ts'

/** `page` is what it answers; default: its name. */
type WebServerPlace = { readonly address: string; readonly port: number; readonly page?: string }

/** A web server that answers every request with its page, status 200; or with `ill`, status 503. */
export class WebServer {
  readonly name: string
  readonly place: WebServerPlace
  readonly program: Program
  /** While this file exists it answers 503. */
  readonly illFile: string

  constructor(namespace: Namespace, name: string, place: WebServerPlace) {
    this.name = name
    this.place = place
    this.illFile = namespace.path(`${name}.ill`)
    const words = [place.address, String(place.port), place.page ?? name, this.illFile]
    this.program = namespace.program(name, nodeProgram(namespace.home.folder, 'web-server', ...words))
  }

  /** Starts it and waits until it listens. */
  async start(): Promise<void> {
    const from = this.program.log.lines().length
    this.program.start()
    await this.program.log.waitFor(/^listening$/, { from })
  }

  /** From now on connections are refused. */
  async stop(): Promise<void> {
    await this.program.stop()
  }

  /** From now on connections are accepted and never answered. */
  freeze(): void {
    this.program.freeze()
  }

  thaw(): void {
    this.program.thaw()
  }

  /** From now on it answers 503. */
  fallIll(): void {
    writeFileSync(this.illFile, '')
  }

  recover(): void {
    rmSync(this.illFile, { force: true })
  }
}
