// How does a real Prometheus look at the appliances of a lab?
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { link, type Namespace } from '../../e2e/kit/namespace.ts'
import type { Program } from '../../e2e/kit/program.ts'
import type { Run } from '../../e2e/kit/run.ts'
import { until } from '../../e2e/kit/wait.ts'
import type { Appliance } from './appliance.ts'

/** What has to be installed for it. */
export const monitorPrograms = [
  { program: 'prometheus', debianPackage: 'prometheus' },
  { program: 'curl', debianPackage: 'curl' },
] as const

/** Labs do not last for hours: each `for` of the rules is so many times shorter. Expressions are as they are shipped. */
const hurry = 30

const contrib = join(import.meta.dirname, '../../../contrib/prometheus')

/** Prometheus on a host of its own, with the shipped rules, and a wire to each appliance that it looks at, apart from the networks of the lab. */
export class Monitor {
  readonly host: Namespace
  readonly prometheus: Program
  readonly #targets: { readonly targets: readonly string[]; readonly labels: { readonly instance: string } }[] = []

  private constructor(host: Namespace) {
    this.host = host
    this.prometheus = host.program('prometheus', [
      'prometheus',
      `--config.file=${host.path('prometheus.yml')}`,
      `--storage.tsdb.path=${host.path('data')}`,
      `--web.listen-address=${prometheusAt}`,
      // It finds Alertmanager some seconds after the first alert.
      '--rules.alert.resend-delay=1s',
    ])
  }

  static async create(run: Run): Promise<Monitor> {
    return new Monitor(await run.namespace('monitor'))
  }

  /** A wire to the host of the appliance; gives its address there. */
  async reach({ name, host }: Appliance): Promise<string> {
    const network = `10.97.${this.#targets.length + 1}`
    await link(
      { namespace: this.host, dev: name, addresses: [`${network}.1/24`] },
      { namespace: host, dev: 'monitor', addresses: [`${network}.2/24`] },
    )
    return `${network}.2`
  }

  /** From its start on Prometheus asks there every second. */
  scrapes(instance: string, target: string): void {
    this.#targets.push({ targets: [target], labels: { instance } })
  }

  /** Has these appliances, which do not run yet, tell their metrics over HTTP, and looks at them from its start on; gives where each listens, as its host reaches it. */
  async follow(boxes: readonly Appliance[]): Promise<readonly { readonly name: string; readonly listen: string }[]> {
    const followed = []
    for (const box of boxes) {
      const listen = `${await this.reach(box)}:9780`
      box.tells(`status: {listen: "${listen}"}`)
      this.scrapes(box.name, listen)
      followed.push({ name: box.name, listen })
    }
    return followed
  }

  /** Returns when it can be asked. */
  async start(alertmanagers: readonly string[] = []): Promise<void> {
    mkdirSync(this.host.path('data'))
    writeFileSync(this.host.path('rules.yml'), hurried(readFileSync(join(contrib, 'exabgp-haproxy.rules.yml'), 'utf8')))
    writeFileSync(
      this.host.path('prometheus.yml'),
      stringify({
        global: { scrape_interval: '1s', evaluation_interval: '1s' },
        rule_files: [this.host.path('rules.yml')],
        alerting: { alertmanagers: [{ static_configs: [{ targets: alertmanagers }] }] },
        scrape_configs: [{ job_name: 'exabgp-haproxy', static_configs: this.#targets }],
      }),
    )
    this.prometheus.start()
    await until('Prometheus to be ready', () => this.isReady(`http://${prometheusAt}/-/ready`))
  }

  /** Whether an HTTP server on its host answers well. */
  async isReady(url: string): Promise<boolean> {
    return this.host.exec('curl', '--silent', '--fail', '--output', '/dev/null', url).then(
      () => true,
      () => false,
    )
  }

  /** The answer of Prometheus' API, for example to `query`. */
  async ask(path: string, parameters: Readonly<Record<string, string>>): Promise<unknown> {
    const words = Object.entries(parameters).flatMap(([name, value]) => ['--data-urlencode', `${name}=${value}`])
    return JSON.parse(await this.host.exec('curl', '--silent', '--get', ...words, `http://${prometheusAt}/api/v1/${path}`))
  }
}

/** Where it is asked on its host. */
export const prometheusAt = '127.0.0.1:9090'

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 }

const hurried = (rules: string): string =>
  rules.replace(/^( +for: )(\d+)([smh])$/gm, (_, start: string, count: string, unit: string) => {
    return `${start}${Math.round((Number(count) * (units[unit] ?? 0)) / hurry)}ms`
  })
