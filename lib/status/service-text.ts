// How is one service shown to a person who wants to know all about it?
import { printable } from '../log/printable.ts'
import { age } from '../values/span.ts'
import type { CheckSnapshot } from './check.ts'
import { attributesText, fateText } from './routes-text.ts'
import type { ServiceSnapshot } from './service.ts'
import { clock, type Style, table } from './style.ts'
import { whyText } from './text.ts'
import type { VipSnapshot } from './vips.ts'
import { waitingText } from './waiting-text.ts'

export const serviceText = (service: ServiceSnapshot, now: number, style: Style): readonly string[] => [
  printable(`${service.name}: ${standing(service)} since ${clock(service.since, now, style)} (${age(now - service.since)})`),
  `  why: ${printable(whyText(service, now))}`,
  ...table([...service.vips.map((vip) => vipCells(vip))], style),
  ...table([...service.checks.map((check) => checkCells(check, now))], style),
  ...(service.traffic === undefined ? [] : [`  traffic: ${service.traffic.text}`]),
  ...service.waiting.map((one) => `  next: ${waitingText(service, one, now)}`),
]

const standing = ({ state, tier, tiers, capacity, unknown }: ServiceSnapshot): string =>
  [
    tier === undefined ? state : `${state}, tier ${tier} of ${tiers}`,
    capacity === undefined ? 'capacity open' : `capacity ${percent(capacity)}`,
    ...(unknown ? ['evidence unknown'] : []),
  ].join(', ')

const percent = (capacity: number): string => `${Math.round(capacity * 1000) / 10}%`

const vipCells = (vip: VipSnapshot) => {
  const to = vip.neighbors === undefined ? '' : ` to ${vip.neighbors.join(' and ')}`
  const what = [
    vip.announced ? 'announced' : vip.next === 'announce' ? 'to be announced' : 'not announced',
    attributesText(vip),
    fateText(vip),
  ]
  return [{ text: `  ${printable(`${vip.nlri}${to}`)}` }, { text: printable(what.filter((one) => one !== '').join(' ')) }]
}

const checkCells = ({ name, settled, newest, rise, fall, results, failures, unknown }: CheckSnapshot, now: number) => [
  { text: `  ${printable(name)}` },
  { text: settled === undefined ? 'not settled' : `settled on ${percent(settled.capacity)}` },
  { text: newest === undefined ? 'no result yet' : printable(`${age(now - newest.at)} ago: ${newest.reason}`) },
  { text: `rise ${rise}, fall ${fall}` },
  { text: `${results} results, ${failures} failed, ${unknown} unknown` },
]
