// Is it learned from ExaBGP what its sessions bear, and said and done what follows? The answers are verbatim from 4.2.21, 4.2.25, 5.0.15 and 6.0.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import type { Family } from '../../lib/bgp/address.ts'
import type { Attributes } from '../../lib/bgp/attribute-table.ts'
import type { Session } from '../../lib/bgp/session.ts'
import type { Config } from '../../lib/config/config.ts'
import type { Service } from '../../lib/config/service.ts'
import type { News } from '../../lib/engine/effect.ts'
import { logLine } from '../../lib/log/line.ts'
import { reads } from '../../lib/values/time.ts'
import { backend, config, type Own, prefix, service, tier } from '../engine/configs.ts'
import { plan } from '../engine/plan.ts'
import { Simulation, type World } from '../engine/simulation.ts'
import { exabgp, snapshot } from '../engine/worlds.ts'

const answerOf = (version: string): readonly string[] =>
  readFileSync(new URL(`sessions/${version}.txt`, import.meta.url), 'utf8')
    .split('\n')
    .slice(0, -1)

const four = prefix('9.9.9.9/32')
const six = prefix('2001:db8::9/128')
const announce = 'announce route 9.9.9.9/32 next-hop self'
const announceSix = 'announce route 2001:db8::9/128 next-hop self'
const fast = (own: Own = {}) => service({ checks: [backend('http_back', { rise: 1, fall: 1 })], ...own })

const at = (services: readonly Service[], exabgp: World['exabgp'], own: Partial<Config> = {}): Simulation =>
  new Simulation(config(services, own), { statistics: () => snapshot('+'), ...(exabgp && { exabgp }) })

const of = <Type extends News['type']>(sim: Simulation, type: Type) =>
  sim.news.filter((one): one is News & { type: Type } => one.type === type)
const logged = (sim: Simulation): readonly string[] =>
  sim.news
    .map(logLine)
    .filter(({ level }) => level === 'warn' || level === 'error')
    .map(({ level, message }) => `${level}: ${message}`)

type Row = {
  readonly address: string
  readonly up?: boolean
  readonly as?: number
  readonly families: Readonly<Partial<Record<Family, 'enabled' | 'disabled' | 'n/a'>>>
  /** Of ExaBGP, and of the neighbor. */
  readonly addPath?: readonly ['enabled' | 'disabled', 'enabled' | 'disabled' | 'n/a']
}

/** As 4.2 and 5.0 describe a session, without the lines that do not matter. */
const described = (...rows: readonly Row[]): readonly string[] =>
  rows.flatMap(({ address, up = true, as = 65515, families, addPath = ['disabled', 'enabled'] }) => [
    `Neighbor ${address}`,
    '',
    `   state                    ${up ? 'ESTABLISHED' : 'IDLE'}                                `,
    `   AS                             65010           ${as}                `,
    `   add-path:                   ${addPath[0]}         ${addPath[1]}                `,
    ...Object.entries(families).map(([family, taken]) => `   ${family} unicast:                enabled         ${taken}        disabled`),
    '   total:                             4               2                ',
    '',
  ])

const router: Row = { address: '10.0.0.2', families: { ipv4: 'enabled' } }
const down = described({ ...router, up: false, families: { ipv4: 'n/a' } })

describe('the answer about sessions', () => {
  const known = (address: string, state: Session['state'], peerAs: number, ...families: readonly (boolean | undefined)[]): Session => ({
    address,
    state,
    localAs: 65010,
    peerAs,
    families: new Map(families.map((taken, index) => [index === 0 ? 'ipv4' : 'ipv6', taken] as const)),
  })
  const expected = [
    known('10.1.0.2', 'up', 65515, true, true),
    known('10.2.0.2', 'up', 65010, true, false),
    known('fd00:3::2', 'up', 65515, true, true),
    known('10.4.0.2', 'down', 65515, undefined),
    known('10.5.0.2', 'down', 65515, undefined),
  ]
  const sessionsOf = (sim: Simulation): readonly Session[] =>
    [...sim.state.exabgp.sessions.settled.values()].map(({ address, state, localAs, peerAs, families }) => ({
      address,
      state,
      localAs,
      peerAs,
      families,
    }))

  for (const version of ['4.2.21', '4.2.25', '5.0.15']) {
    for (const acks of [true, false]) {
      it(`of ${version} is understood${acks ? '' : ', although nothing marks its end'}`, () => {
        assert.deepEqual(sessionsOf(at([fast()], exabgp({ version, acks, sessions: answerOf(version) })).until(2000)), expected)
      })
    }
  }

  it('of 6.0 is understood', () => {
    const answers: Readonly<Record<string, readonly string[]>> = {
      'system version': ['{"version": "6.0.0", "application": "exabgp"}'],
      'peer show': answerOf('6.0'),
    }
    assert.deepEqual(sessionsOf(at([fast()], (line) => [...(answers[line] ?? []), 'done']).until(100)), expected)
  })

  it('is never one that holds a password', () => {
    for (const version of ['4.2.21', '4.2.25', '5.0.15', '6.0'])
      assert.ok(answerOf(version).every((line) => !/password|secret|md5/i.test(line)))
  })

  it('is understood with news of neighbors between its lines', () => {
    const sessions = answerOf('4.2.21').flatMap((line) => [line, 'neighbor 10.9.0.2 connected', ''])
    assert.deepEqual(sessionsOf(at([fast()], exabgp({ sessions })).until(100)), expected)
  })

  it('is understood after what ExaBGP still owed a predecessor', () => {
    const answer = exabgp({ sessions: ['done', ...answerOf('4.2.21')] })
    assert.deepEqual(sessionsOf(at([fast()], answer).until(2000)), expected)
  })

  it('that begins in the midst of a description leaves that one out', () => {
    assert.deepEqual(
      sessionsOf(at([fast()], exabgp({ sessions: answerOf('4.2.21').slice(10) })).until(100)).map(({ address }) => address),
      ['10.2.0.2', 'fd00:3::2', '10.4.0.2', '10.5.0.2'],
    )
  })

  for (const [what, answer] of [
    ['an error', (line: string) => (line === 'show neighbor extensive' ? ['error'] : exabgp()(line))],
    ['nothing', (line: string) => (line === 'show neighbor extensive' ? [] : exabgp()(line))],
    ['something else', exabgp({ sessions: ['Usage: show neighbor', 'total: 1', '[1, 2]', '[{"state": "up"}]'] })],
  ] as const) {
    it(`may be ${what}: nothing is known then, and everything is announced as always`, () => {
      const sim = at([fast({ vips: [four, six] })], answer).until(100_000)
      assert.deepEqual(sim.routeLines.slice(0, 2), [announce, announceSix])
      assert.deepEqual([...of(sim, 'unsuited'), ...of(sim, 'unreachable'), ...of(sim, 'no-session')], [])
      assert.ok(sim.sent.filter(({ line }) => line === 'show neighbor extensive').length <= 3)
    })
  }

  it('that is an error is asked for ever more rarely, whoever comes up', () => {
    const sim = at([fast()], (line) => (line === 'show neighbor extensive' ? ['error'] : exabgp()(line)))
    for (let time = 5000; time < 3_600_000; time += 5000) sim.hears(time, `neighbor 10.0.0.2 ${time % 10_000 === 0 ? 'down' : 'up'}`)
    sim.until(3_600_000)
    const asked = sim.sent.filter(({ line }) => line === 'show neighbor extensive').map(({ at }) => Math.floor(at / 1000))
    assert.deepEqual(asked, [0, 5, 125, 365, 845, 1805])
  })

  for (const [what, answers] of [
    ['an error', ['error']],
    ['missing', []],
  ] as const)
    it(`that is ${what} once, as of an ExaBGP that was reloaded in the midst of it, is asked for again when a neighbor comes up`, () => {
      const sim = at([fast()], (line, time) =>
        line === 'show neighbor extensive' && time < 4000 ? answers : exabgp({ sessions: described(router) })(line),
      )
      sim.hears(5000, 'neighbor 10.0.0.2 up').until(8000)
      assert.equal(sim.sent.filter(({ line, at: time }) => line === 'show neighbor extensive' && time >= 5000).length, 1)
      assert.equal(of(sim, 'sessions').length, 1)
    })

  it('is asked for before anything is announced, also where nothing is acknowledged', () => {
    for (const acks of [true, false]) {
      const sim = at([fast()], exabgp({ acks, sessions: described(router) })).until(3000)
      const lines = sim.sent.map(({ line }) => line)
      assert.ok(lines.indexOf('show neighbor extensive') < lines.indexOf(announce))
      assert.ok(lines.includes(announce))
    }
  })

  it('is asked for again when neighbors come up, once for all that do so together, and before they hear our routes again', () => {
    const sim = at([fast()], exabgp({ sessions: described(router) })).until(5000)
    const before = sim.sent.length
    for (const [index, at] of [5000, 5001, 5002].entries()) sim.hears(at, `neighbor 10.0.0.${index + 2} up`)
    sim.until(5500)
    const lines = sim.sent.slice(before).map(({ line }) => line)
    assert.equal(lines[0], 'show neighbor extensive')
    assert.equal(lines.filter((line) => line === 'show neighbor extensive').length, 1)
    assert.equal(lines[1], announce)
  })

  it('is asked for with every refresh where ExaBGP tells nothing of its neighbors by itself, and not where it does', () => {
    const questions = (sim: Simulation) => sim.sent.filter(({ line }) => line === 'show neighbor extensive').length
    const sim = at([fast()], exabgp({ sessions: described(router) })).until(190_000)
    assert.equal(questions(sim), 4)
    const told = at([fast()], exabgp({ sessions: described(router) })).hears(3000, 'neighbor 10.0.0.2 up')
    assert.equal(questions(told.until(190_000)), 2)
  })

  it('forgets a session that is not in the next one', () => {
    let sessions = described(router, { ...router, address: '10.0.0.3' })
    const sim = at([fast()], (line) => exabgp({ sessions })(line)).until(5000)
    sessions = described(router)
    assert.deepEqual(
      sessionsOf(sim.until(70_000)).map(({ address }) => address),
      ['10.0.0.2'],
    )
  })
})

describe('the question for sessions of many neighbors', () => {
  const many = Array.from({ length: 150 }, (_, index): Row => ({ ...router, address: `10.0.${index}.2` }))
  const whole = described(...many)
  /** As ExaBGP does it: 7 ms for each neighbor that is described, in which it carries out nothing else. */
  const busy = () => {
    let freeAt = 0
    const questions: string[] = []
    const carriedOut: { readonly at: number; readonly line: string }[] = []
    const talk = (line: string, at: number) => {
      const only = /^show neighbor (\S+) extensive$/.exec(line)?.[1]
      const isQuestion = line.startsWith('show neighbor')
      if (isQuestion) questions.push(line)
      freeAt = Math.max(freeAt, at) + (isQuestion ? 7 * (only === undefined ? many.length : 1) : 1)
      carriedOut.push({ at: freeAt, line })
      return exabgp({ sessions: only === undefined ? whole : described({ ...router, address: only }) })(line)
    }
    return { talk, questions, carriedOut }
  }
  const run = (statistics: World['statistics']) => {
    const { talk, questions, carriedOut } = busy()
    const slow: World['exabgp'] = (line, at) => {
      const answers = talk(line, at)
      const doneAt = carriedOut.at(-1)?.at ?? at
      for (const answer of answers) sim.hears(doneAt, answer)
      return []
    }
    const sim: Simulation = new Simulation(config([fast()]), { ...(statistics && { statistics }), exabgp: slow })
    return { sim, questions, carriedOut }
  }

  it('is about the one that came up, and a withdrawal waits no longer than for one', () => {
    const { sim, questions, carriedOut } = run((at) => snapshot(Math.floor(at / 2000) % 2 === 0 ? '+' : '-'))
    for (let at = 3000; at < 60_000; at += 1000) sim.hears(at - 500, 'neighbor 10.0.7.2 down').hears(at, 'neighbor 10.0.7.2 up')
    sim.until(60_000)
    assert.deepEqual([...new Set(questions)], ['show neighbor extensive', 'show neighbor 10.0.7.2 extensive'])
    const late = sim.sent.flatMap(({ at, line }) => {
      if (!line.startsWith('withdraw')) return []
      return [(carriedOut.find((one) => one.line === line && one.at >= at)?.at ?? Number.POSITIVE_INFINITY) - at]
    })
    assert.ok(late.length > 5)
    assert.ok(Math.max(...late) <= 20, `${Math.max(...late)} ms`)
    const decided = sim.news.flatMap((news) => (news.type === 'answered' && news.line.startsWith('withdraw') ? [news.afterMs] : []))
    assert.ok(Math.max(...decided) <= 20)
  })

  it('lets withdrawals go first: those that came up together are asked about one by one', () => {
    const { sim, questions } = run((at) => snapshot(at < 5000 ? '+' : '-'))
    for (const { address } of many) sim.hears(4999, `neighbor ${address} up`)
    sim.until(10_000)
    assert.equal(questions.length, 151)
    const withdrawn = sim.sent.findIndex(({ line }) => line.startsWith('withdraw'))
    const last = sim.sent.findLastIndex(({ line }) => line.startsWith('show neighbor'))
    assert.ok(withdrawn < last, `${withdrawn} of ${last}`)
  })

  it('goes after the withdrawal of what a predecessor left, also at the start', () => {
    const left: World['exabgp'] = (line) =>
      line === 'show adj-rib out' ? ['neighbor 10.0.0.2 ipv4 unicast 9.9.9.9/32', 'done'] : exabgp()(line)
    const sim = new Simulation(config([fast()]), { statistics: () => snapshot('-'), probeTakesMs: 2, exabgp: left }).until(1000)
    const lines = sim.sent.map(({ line }) => line)
    assert.ok(lines.indexOf('withdraw route 9.9.9.9/32') < lines.indexOf('show neighbor extensive'), lines.join('\n'))
  })
})

describe('two sessions with one router', () => {
  const session = (local: string, up: boolean) => [
    'Neighbor 10.0.0.2',
    `   local                       ${local}`,
    ...described({ ...router, up }).slice(2),
  ]
  const both = [...session('10.0.0.1', true), ...session('10.1.0.1', false)]
  const questions = (sim: Simulation) => sim.sent.filter(({ line }) => line.startsWith('show neighbor')).length

  it('are two, and one that is up is enough: nobody is asked without end, and nothing is said to reach nobody', () => {
    const sim = at([fast()], exabgp({ sessions: both }))
    sim.hears(1000, 'neighbor 10.0.0.2 up').hears(1000, 'neighbor 10.0.0.2 down - away')
    for (let time = 2000; time < 100_000; time += 2000) sim.hears(time, 'neighbor 10.0.0.2 down - away')
    sim.until(100_000)
    assert.equal(sim.state.exabgp.sessions.known.size, 2)
    assert.deepEqual(of(sim, 'no-session'), [])
    assert.ok(questions(sim) <= 5, `${questions(sim)} questions`)
    assert.match(
      of(sim, 'sessions')[0]?.sessions.join() ?? '',
      /10\.0\.0\.2 from 10\.0\.0\.1 \(AS 65515, up, ipv4\),10\.0\.0\.2 from 10\.1\.0\.1 \(AS 65515, down, ipv4\)/,
    )
  })

  it('are both down when both are', () => {
    let sessions = both
    const sim = at([fast()], (line) => exabgp({ sessions })(line)).until(5000)
    sessions = [...session('10.0.0.1', false), ...session('10.1.0.1', false)]
    sim.hears(5000, 'neighbor 10.0.0.2 down - away').until(20_000)
    assert.equal(of(sim, 'no-session').length, 1)
  })
})

describe('a session that does not bear a route', () => {
  const steps = (attributes: Attributes): Own => ({
    tiers: [tier(0.75), tier(0.25, attributes)],
    drain: { forMs: 1000, attributes },
    down: attributes,
  })
  const warnings = (own: Own, ...rows: readonly Row[]) => logged(at([fast(own)], exabgp({ sessions: described(...rows) })).until(200_000))

  it('as iBGP with the own AS in the path: is told once for all steps, long before they are reached', () => {
    assert.deepEqual(warnings(steps({ prepend: 2 }), { ...router, as: 65010 }), [
      'error: web: on tier 2, drain, down AS 65010 is in the path (65010 65010 65010), so iBGP neighbor 10.0.0.2 drops the route as a loop: use med or local-preference there',
    ])
  })

  it('as iBGP with the own AS in the path: is told once for both families', () => {
    const [line, ...more] = warnings(
      { ...steps({ prepend: 2 }), vips: [four, six] },
      { ...router, as: 65010 },
      { ...router, address: 'fd00::2', as: 65010, families: { ipv6: 'enabled' } },
    )
    assert.match(line ?? '', /iBGP neighbor 10\.0\.0\.2, fd00::2 drops the route as a loop/)
    assert.deepEqual(more, [])
  })

  it('as eBGP with the AS of the neighbor in the path is told as well, and only there', () => {
    assert.deepEqual(warnings({}, router), [])
    assert.deepEqual(warnings(steps({ prepend: 2 }), router), [])
  })

  it('as eBGP with local-preference is told in one line for all neighbors of an AS', () => {
    const other = { ...router, address: '10.0.0.3' }
    assert.deepEqual(
      warnings({ tiers: [tier(0.1, { localPreference: 300 })] }, router, other, { ...router, address: '10.0.0.4', as: 65010 }),
      [
        'warn: web: on tier 1 eBGP neighbor 10.0.0.2, 10.0.0.3 (AS 65515) gets the route without local-preference 300: use prepend or med there',
      ],
    )
  })

  it('as it has no ADD-PATH is told where a path-information is configured, and only there', () => {
    const paths = { tiers: [tier(0.1, { pathInformation: 7 })] }
    const told = [
      'warn: web: on tier 1 neighbor 10.0.0.2 gets 9.9.9.9/32 without its path-information, so that of several paths the last one said counts: add capability { add-path send; } to the neighbor in the configuration of ExaBGP, and have the neighbor receive ADD-PATH',
    ]
    assert.deepEqual(warnings(paths, router), told)
    assert.deepEqual(warnings(paths, { ...router, addPath: ['enabled', 'disabled'] }), told)
    assert.deepEqual(warnings(paths, { ...router, addPath: ['enabled', 'enabled'] }), [])
    assert.deepEqual(warnings({}, router), [])
  })

  it('as the only neighbor did not negotiate the family is told once, with one remedy', () => {
    const refusing = { ...router, families: { ipv4: 'enabled', ipv6: 'disabled' } } as const
    const own = { vips: [four, six], tiers: [tier(0.1, { nextHop: { ipv4: 'self', ipv6: 'fd00::1' } })] }
    const nowhere = 'error: web: no neighbor takes IPv6, so 2001:db8::9/128 is announced to nobody: activate the family at 10.0.0.2'
    assert.deepEqual(warnings(own, refusing), [nowhere])
    assert.deepEqual(warnings({ vips: [four, six] }, refusing), [
      `${nowhere}, and set next-hop: {ipv6: ADDRESS}, as all sessions are over IPv4`,
    ])
    assert.deepEqual(warnings(own, { ...router, families: { ipv4: 'enabled', ipv6: 'enabled' } }), [])
    assert.equal(warnings(own, router).length, 1)
  })

  it('as no session carries its family is not called announced by a later verdict', () => {
    const tiers = { vips: [four, six], tiers: [tier(1), tier(0.1, { med: 5 })] }
    const marks = (at: number) => snapshot(at < 5000 ? '++' : '+-')
    const verdictOver = (families: Row['families'], own: typeof tiers) => {
      const sessions = described({ ...router, ...(families && { families }) })
      const sim = new Simulation(config([fast(own)]), { statistics: marks, exabgp: exabgp({ sessions }) }).until(8000)
      return sim.news.flatMap((news) => (news.type === 'verdict' && news.to === 1 ? [logLine(news).message.split(': backend')[0]] : []))
    }
    assert.deepEqual(verdictOver({ ipv4: 'enabled' }, tiers), ['web: tier 2, announcing 9.9.9.9/32 with med 5'])
    assert.deepEqual(verdictOver({ ipv4: 'enabled' }, { ...tiers, vips: [six] }), ['web: tier 2, not announcing its VIPs'])
  })

  it('is silent about families while no session is up', () => {
    const own = { vips: [six], tiers: [tier(0.1, { nextHop: { ipv4: 'self', ipv6: 'fd00::1' } })] }
    assert.deepEqual(
      warnings(own, { ...router, up: false, families: { ipv4: 'n/a' } }).filter((line) => /family/.test(line)),
      [],
    )
  })

  it('concerns only the neighbors that are announced to', () => {
    const sessions = described({ ...router, as: 65010 }, { ...router, address: '10.0.0.3' })
    const own = { exabgp: { ...config().exabgp, neighbors: ['10.0.0.3'] } }
    assert.deepEqual(logged(at([fast(steps({ prepend: 2 }))], exabgp({ sessions }), own).until(5000)), [])
  })
})

describe('next-hop self of an IPv6 VIP over an IPv4 session', () => {
  const both = { ipv4: 'enabled', ipv6: 'enabled' } as const
  const overFour: Row = { address: '10.0.0.2', families: both }
  const overSix: Row = { address: 'fd00::2', families: both }
  const vips = [four, six]

  for (const acks of [true, false]) {
    it(`is never sent there and the IPv4 VIP goes on${acks ? '' : ', although nothing is acknowledged'}`, () => {
      const sim = at([fast({ vips })], exabgp({ acks, sessions: described(overFour) })).until(200_000)
      assert.deepEqual([...new Set(sim.routeLines)], [announce])
      assert.deepEqual(
        logged(sim).filter((line) => line.startsWith('error')),
        [
          'error: web: 2001:db8::9/128 is not announced to 10.0.0.2: next-hop self has no IPv6 address on an IPv4 session; set next-hop: {ipv6: ADDRESS}',
        ],
      )
    })
  }

  it('is sent to the neighbors over IPv6 alone where there are any, and withdrawn from everybody', () => {
    const sim = new Simulation(config([fast({ vips })]), {
      statistics: (at) => snapshot(at < 5000 ? '+' : '-'),
      exabgp: exabgp({ sessions: described(overFour, overSix) }),
    }).until(8000)
    assert.deepEqual(sim.routeLines, [
      announce,
      `neighbor fd00::2 ${announceSix}`,
      'withdraw route 9.9.9.9/32',
      'withdraw route 2001:db8::9/128',
    ])
  })

  it('is not withdrawn because ExaBGP pauses in an answer whose end nothing marks', () => {
    const whole = exabgp({ acks: false, sessions: described(overFour, overSix) })
    const half = exabgp({ acks: false, sessions: described(overFour) })
    const halves: number[] = []
    const pausing: World['exabgp'] = (line, at) => {
      const isHalf = at > 10_000 && line.startsWith('show neighbor')
      if (isHalf) halves.push(at)
      return (isHalf ? half : whole)(line)
    }
    const sim = at([fast({ vips })], pausing)
    sim.hears(9000, 'neighbor 10.0.0.2 down').hears(11_000, 'neighbor 10.0.0.2 up').until(12_000)
    assert.equal(halves.length, 1)
    for (const line of described(overSix)) sim.hears(12_500, line)
    sim.until(50_000)
    assert.deepEqual([...new Set(sim.routeLines)], [announce, `neighbor fd00::2 ${announceSix}`])
  })

  it('is kept from those of an audience that do not bear it, and from a whole audience', () => {
    const audiences = [
      { to: ['10.0.0.2', 'fd00::2'], attributes: {} },
      { to: ['10.0.0.3'], attributes: { med: 5 } },
    ]
    const sessions = described(overFour, overSix, { ...overFour, address: '10.0.0.3' })
    const own = { exabgp: { ...config().exabgp, neighbors: ['10.0.0.2', 'fd00::2', '10.0.0.3'] } }
    const sim = at([fast({ vips: [six], audiences })], exabgp({ sessions }), own).until(5000)
    assert.deepEqual(sim.routeLines, [`neighbor fd00::2 ${announceSix}`])
  })

  it('is counted by the plan of a reload that takes the written next hop away', () => {
    const written = fast({ vips: [six], tiers: [tier(0.1, { nextHop: { ipv4: 'self', ipv6: 'fd00::1' } })] })
    const sim = at([written], exabgp({ sessions: described(overFour) })).until(5000)
    const { announce, withdraw, refusal } = plan(sim.state, config([fast({ vips: [six] })]), reads(5000))
    assert.deepEqual([announce, withdraw], [[], ['2001:db8::9/128']])
    assert.equal(refusal, 'it would withdraw all of what is announced')
  })

  it('is no matter with a written next hop, nor where the session does not carry IPv6', () => {
    const written = at(
      [fast({ vips: [six], tiers: [tier(0.1, { nextHop: { ipv4: 'self', ipv6: 'fd00::1' } })] })],
      exabgp({ sessions: described(overFour) }),
    )
    assert.deepEqual(written.until(5000).routeLines, ['announce route 2001:db8::9/128 next-hop fd00::1'])
    assert.deepEqual(logged(written), [])
    const apart = at([fast({ vips })], exabgp({ sessions: described(router, overSix) }))
    assert.deepEqual(apart.until(5000).routeLines, [announce, announceSix])
    assert.deepEqual(
      logged(apart).filter((line) => !line.includes('router ID')),
      [],
    )
  })

  it('is taken back when such a session appears', () => {
    let sessions = described(overSix)
    const sim = at([fast({ vips })], (line) => exabgp({ sessions })(line)).until(5000)
    sessions = described(overFour)
    sim.hears(5000, 'neighbor 10.0.0.2 up').until(6000)
    assert.deepEqual(sim.routeLines.slice(2), ['withdraw route 2001:db8::9/128', announce])
  })
})

describe('what is announced while no session is up', () => {
  it('is told once, after ExaBGP had time to connect and was asked again, and when one is up again', () => {
    let sessions = down
    const sim = at([fast()], (line) => exabgp({ sessions })(line)).until(4900)
    assert.equal(of(sim, 'no-session').length, 0)
    sim.until(20_000)
    assert.deepEqual(of(sim, 'no-session'), [{ type: 'no-session', nlris: ['9.9.9.9/32'] }])
    assert.equal(sim.sent.filter(({ line }) => line === 'show neighbor extensive').length, 2)
    sessions = described(router)
    sim.hears(30_000, 'neighbor 10.0.0.2 up').until(30_100)
    assert.equal(of(sim, 'session-back').length, 1)
    assert.deepEqual(sim.sent.slice(-2), [
      { at: 30_000, line: 'show neighbor extensive' },
      { at: 30_001, line: announce },
    ])
  })

  it('is not told when a session came up meanwhile, or nobody said anything', () => {
    let sessions = down
    const sim = at([fast()], (line) => exabgp({ sessions })(line)).until(3000)
    sessions = described(router)
    assert.deepEqual(of(sim.until(100_000), 'no-session'), [])
    assert.deepEqual(of(at([fast()], exabgp()).until(100_000), 'no-session'), [])
  })

  it('is told as well when the last session goes', () => {
    const sim = at([fast()], (line, at) => exabgp({ sessions: at < 10_000 ? described(router) : down })(line))
    sim.hears(10_000, 'neighbor 10.0.0.2 down - peer reset').until(14_900)
    assert.equal(of(sim, 'no-session').length, 0)
    assert.equal(of(sim.until(15_100), 'no-session').length, 1)
  })

  it('is not told of what is withdrawn, nor is that it were heard again', () => {
    const sim = new Simulation(config([fast()]), {
      statistics: (at) => snapshot(at < 10_000 ? '+' : '-'),
      exabgp: exabgp({ sessions: down }),
    }).until(20_000)
    assert.deepEqual([of(sim, 'no-session').length, of(sim, 'session-back').length], [1, 0])
  })

  it('may be one neighbor that is up among those that are announced to', () => {
    const sessions = described({ ...router, up: false }, { ...router, address: '10.0.0.3' })
    const named = (address: string) => ({ exabgp: { ...config().exabgp, neighbors: [address] } })
    assert.equal(of(at([fast()], exabgp({ sessions }), named('10.0.0.2')).until(20_000), 'no-session').length, 1)
    assert.equal(of(at([fast()], exabgp({ sessions }), named('10.0.0.3')).until(20_000), 'no-session').length, 0)
  })
})
