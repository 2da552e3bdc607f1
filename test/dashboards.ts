// What do the dashboards of contrib/grafana ask?
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

type Source = { readonly type: string; readonly uid: string }

type Dashboard = {
  readonly id: unknown
  readonly uid: string
  readonly schemaVersion: number
  readonly templating: { readonly list: readonly { readonly name: string; readonly type: string }[] }
  readonly panels: readonly {
    readonly datasource: Source
    readonly targets: readonly { readonly expr: string; readonly datasource: Source }[]
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  }[]
}

const read = (name: string): Dashboard => JSON.parse(readFileSync(join(import.meta.dirname, '../contrib/grafana', name), 'utf8'))

export const dashboards = ['fleet.json', 'node.json'].map((name) => ({ name, dashboard: read(name) }))

export const expressionsIn = ({ panels }: Dashboard): readonly string[] => panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))
