// Does the page say what `status` says, in 60 kB, whatever others wrote?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Feed } from '../../../lib/status/feed.ts'
import { History } from '../../../lib/status/history.ts'
import { mostBytes, page as pieces } from '../../../lib/status/page/page.ts'
import type { PageSource } from '../../../lib/status/page/page-source.ts'
import { rangeOf } from '../../../lib/status/page/range.ts'
import { verdictSentence } from '../../../lib/status/page/sentence.ts'
import { findingsIn } from '../../../lib/status/severity.ts'
import type { Snapshot } from '../../../lib/status/snapshot.ts'
import { UnknownTimes } from '../../../lib/status/unknown-times.ts'
import { seenAt } from '../worlds.ts'

const hostile = `<img src=x onerror=alert(1)>'"\`&\u202e\u001b[31m`

const source = (snapshot: Snapshot, own: Partial<PageSource> = {}): PageSource => ({
  ...{
    snapshot,
    history: new History(),
    unknown: new UnknownTimes(),
    since: snapshot.process.startedAt,
    feed: [],
    range: '1h',
    earlier: new Map(),
  },
  time: (time) => new Date(time).toISOString(),
  ...own,
})

const pageText = (from: PageSource): string => [...pieces(from)].join('')

const many = (count: number, snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  services: Array.from({ length: count }, (_, index) => {
    const service = snapshot.services[index % snapshot.services.length] as Snapshot['services'][number]
    return { ...service, name: `service-${index}` }
  }),
})

const restless = (snapshot: Snapshot, changes: number): Pick<PageSource, 'history' | 'feed'> => {
  const [history, feed] = [new History(), new Feed()]
  for (let index = 0; index < changes; index += 1)
    for (const { name } of snapshot.services) {
      const time = snapshot.time - index * 7001
      history.add({ time, service: name, from: 'announced', to: 'down', reason: `${hostile} ${'x'.repeat(300)}` })
      feed.take({ level: 'warn', message: `${name}: ${hostile}`, fields: { event: 'verdict' } }, time)
    }
  return { history, feed: feed.newest }
}

test('of many findings the first three are named, so that none is taken for the end of another', () => {
  const alarms = ['one, two', 'run: this', 'three', 'four', 'five'].map((what) => ({ alarm: what, level: 'warn' as const, since: 0, what }))
  const { services: _, ...rest } = seenAt(30_000)
  assert.equal(
    verdictSentence({ ...rest, services: [], alarms }),
    'All 0 services are as they should be, but: one, two; run: this; three (and 2 more).',
  )
})

test('the first sentence names what status finds, and the worst service comes first', () => {
  const snapshot = seenAt(30_000)
  const text = pageText(source(snapshot))
  const sentence = /<p id="sentence"[^>]*>([^<]*)</.exec(text)?.[1] ?? ''
  assert.match(sentence, /^3 of 3 services are not as they should be: /)
  for (const { what } of findingsIn(snapshot)) assert.ok(sentence.includes(what), what)
  assert.deepEqual(
    [...text.matchAll(/data-k="s-(\w+)"/g)].map(([, name]) => name),
    ['pay', 'dns', 'web'],
  )
})

test('what others wrote is text: no tag, no attribute, no character that turns or hides anything', () => {
  const snapshot = seenAt(30_000)
  const services = snapshot.services.map((service) => ({
    ...service,
    why: hostile,
    checks: service.checks.map((check) => ({ ...check, name: hostile })),
  }))
  const text = pageText(source({ ...snapshot, services }, restless(snapshot, 3)))
  for (const raw of ['<img', 'onerror=alert(1)>', '\u202e', '\u001b']) assert.equal(text.includes(raw), false, raw)
  assert.ok(text.includes('&#60;img src=x onerror=alert(1)&#62;&#39;&#34;&#96;&#38;\\u202e\\x1b[31m'))
  assert.doesNotMatch(text, /\sstyle=|\son\w+="/)
})

for (const count of [1, 20, 1000])
  test(`with ${count} services that change all the time it has 60 kB at the most, and says what it leaves out`, () => {
    const snapshot = many(count, seenAt(30_000))
    const text = pageText(source(snapshot, restless(snapshot, 200)))
    assert.ok(Buffer.byteLength(text) <= mostBytes, String(Buffer.byteLength(text)))
    assert.ok(text.endsWith('</html>\n'))
    const shown = new Set([...text.matchAll(/data-k="s-(service-\d+)"/g)].map(([, name]) => name)).size
    const left = Number(/and (\d+) more, none of them worse/.exec(text)?.[1] ?? 0)
    assert.equal(shown + left, count)
    assert.match(text, /<h2 id="h-e">Last events<\/h2>\n<div[^>]*><table[^>]*>[\s\S]*<tr class="l-warn">/)
  })

test('each change tells why, and the line that ExaBGP got for it, not that of another service or change', () => {
  const snapshot = seenAt(5000)
  const [history, feed] = [new History(), new Feed()]
  const [service, other] = snapshot.services
  const [vip, otherVip] = [service, other].map((one) => one?.vips[0]?.nlri ?? '')
  const at = (secondsAgo: number): number => snapshot.time - secondsAgo * 1000
  const sent = (secondsAgo: number, line: string): void =>
    feed.take({ level: 'info', message: `sent: ${line}`, fields: { event: 'sent' } }, at(secondsAgo))
  history.add({ time: at(60), service: service?.name ?? '', from: 'announced', to: 'down', reason: 'backend web: s1 <DOWN>' })
  sent(60, `withdraw route ${otherVip}`)
  sent(60, `withdraw route ${vip}`)
  history.add({ time: at(30), service: service?.name ?? '', from: 'down', to: 'announced', tier: 1, reason: 'backend web: s1 UP' })
  sent(30, `announce route ${vip} next-hop self`)
  const text = pageText(source(snapshot, { history, feed: feed.newest, since: at(120) }))
  const rows = [...text.matchAll(/<tr id="[^"]*@[^"]*"[^>]*>(.*)<\/tr>/g)].map(([, row = '']) =>
    row.replace(/<[^>]+>/g, '|').replace(/\|+/g, '|'),
  )
  assert.deepEqual(
    rows.map((row) => row.split('|').slice(2, -1)),
    [
      ['down → announced, tier 1', 'backend web: s1 UP', `announce route ${vip} next-hop self`],
      ['announced → down', 'backend web: s1 &#60;DOWN&#62;', `withdraw route ${vip}`],
    ],
  )
})

test('of many changes the ten newest are shown, each with its line, and the others are counted', () => {
  const snapshot = seenAt(5000)
  const { name = '', vips = [] } = snapshot.services[0] ?? {}
  const [history, feed] = [new History(), new Feed()]
  for (let ago = 300; ago > 0; ago -= 1) {
    const time = snapshot.time - ago * 1000
    history.add({ time, service: name, from: 'announced', to: 'down', reason: `change ${ago}` })
    feed.take({ level: 'info', message: `sent: withdraw route ${vips[0]?.nlri} ${ago}`, fields: { event: 'sent' } }, time)
  }
  const text = pageText(source(snapshot, { history, feed: feed.newest, since: snapshot.time - 400_000 }))
  const shown = [...text.matchAll(/>change (\d+)<br><code>withdraw route \S+ (\d+)<\/code>/g)].map(([, change, line]) => [change, line])
  assert.deepEqual(
    shown,
    Array.from({ length: 10 }, (_, index) => [`${index + 1}`, `${index + 1}`]),
  )
  assert.match(text, /<caption>Changes, and 290 older ones<\/caption>/)
})

test('20 services as usual are all shown in full', () => {
  const snapshot = many(20, seenAt(5000))
  assert.equal([...pageText(source(snapshot)).matchAll(/<article /g)].length, 20)
})

test('a range that there is not is an hour', () => {
  assert.deepEqual(['6h', 'toString', '', null].map(rangeOf), ['6h', '1h', '1h', '1h'])
})
