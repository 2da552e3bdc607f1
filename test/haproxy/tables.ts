// What would HAProxy send, for servers that are in this state?
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readSocketAnswer } from '../../lib/haproxy/answer.ts'
import { type Look, statisticsQuestions, type Watch } from '../../lib/haproxy/request.ts'
import type { Snapshot } from '../../lib/haproxy/snapshot.ts'

/** The answer of a HAProxy 2.6.12 to `show info;show stat -1 7 -1`, one proxy for each thing that can happen. */
export const captured = readFileSync(join(import.meta.dirname, 'haproxy-2.6.txt'), 'latin1')

const infoOf = (stopping: number) => `Name: HAProxy\nVersion: 2.6.12-1+deb12u4\nPid: 4242\nUptime_sec: 12\nStopping: ${stopping}\n\n`

const header26 = captured.split('\n').find((line) => line.startsWith('# pxname')) ?? ''

/** 3.4 has more columns before the one named `-`, and others after it. */
const header34 = header26.replace(
  /,-,.*$/,
  ',srid,sess_other,h1sess,h2sess,h3sess,req_other,h1req,h2req,h3req,proto,priv_idle_cur,reqbin,reqbout,resbin,resbout,-,ssl_sess,ssl_ocsp_staple,',
)

export const headers: Readonly<Record<string, string>> = { '2.6': header26, '3.4': header34 }

type Values = Readonly<Record<string, string | number>>

/** A row with these values and nothing in every other column. */
export const row = (values: Values, header = header26): string =>
  `${header
    .slice(2, -1)
    .split(',')
    .map((name) => (name === '-' ? '-' : (values[name] ?? '')))
    .join(',')},`

const upChecked = {
  type: 2,
  act: 1,
  bck: 0,
  weight: 100,
  uweight: 100,
  check_status: 'L7OK',
  check_rise: 2,
  check_fall: 3,
  check_health: 4,
}

/** An active server of weight 100 whose check passes, but for `values`; `lastchg` is an hour. */
export const server = (key: string, status: string, values: Values = {}): Values => {
  const [pxname = '', svname = ''] = key.split('/')
  return { ...upChecked, pxname, svname, status, lastchg: 3600, ...values }
}

export const backend = (pxname: string, status = 'UP', values: Values = {}): Values => ({
  pxname,
  svname: 'BACKEND',
  type: 1,
  status,
  weight: 100,
  act: 1,
  bck: 0,
  lastchg: 60,
  ...values,
})

export const frontend = (pxname: string, status: string): Values => ({ pxname, svname: 'FRONTEND', type: 0, status })

export const table = (rows: readonly Values[], header = header26): string =>
  `${[header, ...rows.map((values) => row(values, header))].join('\n')}\n`

/** The answer over a socket: a block for each question that `watch` leads to. */
export const socketAnswer = (rows: readonly Values[], watch: Watch, stopping = 0, header = header26, look: Look = 'servers'): string => {
  const { outline, whole } = statisticsQuestions(watch, look)
  return (
    infoOf(stopping) +
    [...outline, ...whole]
      .map(({ proxy, types }) =>
        rows.filter(
          ({ pxname, type }) => (pxname === proxy || proxy === '-1') && (look === 'servers' || (types & (1 << Number(type))) > 0),
        ),
      )
      .map((own) => (own.length === 0 ? 'No such proxy.\n\n' : `${table(own, header)}\n`))
      .join('')
  )
}

export const watching = (backends: readonly string[], frontends: readonly string[] = []): Watch => ({ backends, frontends })

/** The snapshot that these rows give when all their proxies are watched. */
export const snapshotOf = (rows: readonly Values[]): Snapshot => {
  const watch = watching([...new Set(rows.map(({ pxname }) => `${pxname}`))])
  return snapshotIn(readSocketAnswer(socketAnswer(rows, watch), watch))
}

/** All that was captured. */
export const capturedSnapshot = (): Snapshot => {
  const proxies = [...new Set(captured.split('\n').flatMap((line) => /^([a-z_]+),/.exec(line)?.[1] ?? []))]
  // Above thirty proxies all are asked for at once, as they were in the capture.
  return snapshotIn(
    readSocketAnswer(captured, watching([...proxies, ...Array.from({ length: 31 }, (_, index) => `absent${index}`)], proxies)),
  )
}

const snapshotIn = (answer: ReturnType<typeof readSocketAnswer>): Snapshot => {
  if (answer.kind !== 'snapshot') throw new Error(JSON.stringify(answer))
  return answer.snapshot
}
