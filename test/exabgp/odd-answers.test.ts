// What if answers of ExaBGP are lost, come twice, or stop coming?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { backend, config, service } from '../engine/configs.ts'
import { Simulation } from '../engine/simulation.ts'
import { exabgp, snapshot } from '../engine/worlds.ts'

const setup = config([service({ checks: [backend('http_back', { rise: 1, fall: 1 })] })])
const announce = 'announce route 9.9.9.9/32 next-hop self'
const withdraw = 'withdraw route 9.9.9.9/32'
const version = 'system version'

/** Up until 5 s, then down, and up again from 60 s on. */
const statistics = (at: number) => snapshot(at < 5000 || at >= 60_000 ? '+' : '-')

const upTo = (end: number, talk: (line: string, at: number) => readonly string[]) =>
  new Simulation(setup, { statistics, exabgp: talk }).until(end)

const after = (sim: Simulation, from: number): readonly string[] =>
  sim.sent.filter(({ at, line }) => at >= from && /announce|withdraw/.test(line)).map(({ line }) => line)

describe('an acknowledgement that is lost', () => {
  it('together with that of the question behind it: the command is said again within 5 s, and acknowledgements still count', () => {
    let lost = 0
    const sim = upTo(100_000, (line, at) => {
      if (at < 5000 || lost === 2 || (line !== withdraw && line !== version)) return exabgp()(line)
      lost += 1
      return line === version ? ['exabgp 4.2.21'] : []
    })
    assert.deepEqual(after(sim, 5000), [withdraw, withdraw, announce])
    assert.ok(sim.sent.filter(({ line }) => line === withdraw).every(({ at }) => at < 10_000))
    assert.ok(sim.news.filter(({ type }) => type === 'answered').length >= 3)
  })

  it('together with the answer to the question: that is asked again after 10 s', () => {
    let lost = 0
    const sim = upTo(100_000, (line, at) => {
      if (at < 5000 || lost === 2 || (line !== withdraw && line !== version)) return exabgp()(line)
      lost += 1
      return []
    })
    assert.deepEqual(after(sim, 5000), [withdraw, withdraw, announce])
    assert.ok(sim.sent.filter(({ line }) => line === withdraw).every(({ at }) => at < 20_000))
  })
})

describe('an ExaBGP that ceases to acknowledge', () => {
  it('is spoken to as one that never did, and it is told', () => {
    const sim = upTo(100_000, (line, at) => exabgp({ acks: at < 5000 })(line))
    assert.deepEqual(after(sim, 5000).slice(0, 3), [withdraw, withdraw, announce])
    const greetings = sim.news.filter((one) => one.type === 'greeted')
    assert.deepEqual(
      greetings.map(({ acks }) => acks),
      [true, false],
    )
  })

  it('and does so again is believed again, and a refusal counts', () => {
    let refused = false
    const sim = upTo(100_000, (line, at) => {
      if (at >= 60_000 && line === announce && !refused) {
        refused = true
        return ['error']
      }
      return exabgp({ acks: at < 5000 || at >= 60_000 })(line)
    })
    assert.ok(after(sim, 60_000).filter((line) => line === announce).length >= 2)
    assert.deepEqual(
      sim.news.flatMap((one) => (one.type === 'greeted' ? [one.acks] : [])),
      [true, false, true],
    )
  })
})

describe('an ExaBGP that acknowledges everything twice', () => {
  it('hears nothing more often than after 1, 2, 4 s and so on, up to 60 s', () => {
    const sim = upTo(60_000, (line) => exabgp()(line).flatMap((answer) => (answer === 'done' ? [answer, answer] : [answer])))
    const said = after(sim, 5000)
    assert.ok(said.length >= 2 && said.length < 16, `${said.length} commands`)
    assert.ok(said.every((line) => line === withdraw))
  })
})
