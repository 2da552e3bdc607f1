// Which service does one `exabgp healthcheck` become?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readConfig } from '../../lib/config/read.ts'
import { planOf } from '../../lib/migrate/plan.ts'
import { yamlOf } from '../../lib/migrate/written.ts'

/** The services of the only configuration, and the differences by their names. */
const movedFrom = async (words: string, launcher = '/usr/bin/python3 -m exabgp healthcheck') => {
  const plan = planOf(`process a { run ${launcher} --ip 192.0.2.1 ${words}; }`, { files: new Map(), loopback: [] }, [])
  assert.ok(plan.ok)
  const { groups, differences, left } = plan.value
  const [group] = groups
  const told = new Map(differences.map(({ id, text }) => [id, text]))
  if (group === undefined) return { services: [], told, left }
  const read = await readConfig({ file: { name: 'a', text: yamlOf(group, 'exabgp.conf') }, flags: {} })
  assert.ok(read.ok)
  assert.deepEqual(read.warnings, [])
  return { services: read.config.services, hooks: read.config.hooks, told, left }
}

describe('the service that one healthcheck becomes', () => {
  it('counts a command that is not there, or may not run, as failed, as that did', async () => {
    for (const [words, unknown] of [
      ['--command /mnt/nfs/check', 'down'],
      ['--command /mnt/nfs/check --withdraw-on-down', 'down'],
      ['', 'hold'],
      ['--command ""', 'hold'],
    ] as const) {
      const { services } = await movedFrom(words)
      assert.deepEqual(
        services.map((service) => service.unknown),
        [unknown],
        words,
      )
    }
  })

  it('runs its command, and its hooks, under the variables that stood before it', async () => {
    const words = '--command "curl -sf http://127.0.0.1/" --up-execute /bin/up'
    const { services, hooks, told } = await movedFrom(words, "env no_proxy=127.0.0.1 'MODE=a b' exabgp.api.ack=false exabgp healthcheck")
    const environment = "export no_proxy=127.0.0.1; export MODE='a b'; "
    assert.deepEqual(
      services[0]?.checks.map((check) => check.kind === 'command' && check.command),
      [{ kind: 'shell', text: `${environment}curl -sf http://127.0.0.1/` }],
    )
    assert.deepEqual(
      hooks?.map(({ run }) => run),
      [{ kind: 'shell', text: `${environment}export STATE=UP; /bin/up` }],
    )
    assert.match(told.get('launcher') ?? '', /^"env exabgp\.api\.ack=false" before exabgp healthcheck is left out/)
  })

  it('asks as often as it did where it was to ask more slowly in between, which no configuration may', async () => {
    for (const [words, intervalMs, fastIntervalMs] of [
      ['--interval 0.5', 500, 500],
      ['--interval 2 --fast-interval 5', 2000, 2000],
      ['--interval 2 --fast-interval 0.5', 2000, 500],
    ] as const) {
      const [service] = (await movedFrom(words)).services
      assert.deepEqual(
        service?.checks.map((check) => check.kind === 'command' && [check.intervalMs, check.fastIntervalMs]),
        [[intervalMs, fastIntervalMs]],
        words,
      )
    }
  })

  it('tells of what stood before it, and stays where it ran as somebody else or elsewhere', async () => {
    for (const [launcher, lost] of [
      ['exabgp healthcheck', undefined],
      ['/usr/bin/python3.11 -u -X utf8 -m exabgp healthcheck', undefined],
      ['/usr/bin/env python3 -m exabgp.application.healthcheck', undefined],
      ['nice -n 10 /usr/bin/exabgp-healthcheck', 'nice -n 10'],
      ['env -u http_proxy python3 -m exabgp healthcheck', 'env -u http_proxy'],
      ['python3 /opt/wrapper.py exabgp healthcheck', '/opt/wrapper.py'],
    ] as const) {
      const { told, left } = await movedFrom('', launcher)
      assert.deepEqual([/^"(.*)" before/.exec(told.get('launcher') ?? '')?.[1], left], [lost, []], launcher)
    }
    for (const mover of ['sudo -u checker', '/sbin/ip netns exec blue']) {
      const { left } = await movedFrom('', `env A=1 ${mover} python3 -m exabgp healthcheck`)
      assert.match(left[0]?.reason ?? '', new RegExp(`^it is started by "${mover}": .* decide by hand`))
      assert.equal(left[0]?.failed, true)
    }
  })

  it('has its VIPs on this machine where that put them there, and says what is not as before', async () => {
    const settled = /^it put the VIPs .* at its start, .* when it ended: "loopback" puts them there/
    const dynamic = /^it put the VIPs .* when it was up, .* while it was not and when it ended: "loopback" puts them there/
    const network = /^it put the VIPs .*: a service with a network among its VIPs gets no "loopback"/
    const [lingers, stays] = [/now 10 s after/, /now they stay as long as they are announced$/]
    for (const [words, loopback, told, removed] of [
      ['', 'never', settled, undefined],
      ['--no-ip-setup', undefined, undefined, undefined],
      ['--dynamic-ip-setup --withdraw-on-down', 'withdrawn', dynamic, lingers],
      ['--dynamic-ip-setup --no-ip-setup --withdraw-on-down', 'withdrawn', dynamic, lingers],
      ['--dynamic-ip-setup --no-ip-setup', 'withdrawn', dynamic, stays],
      ['--dynamic-ip-setup --disable /run/away', 'withdrawn', dynamic, /with the file of --disable for 24 hours/],
      ['--ip 198.51.100.0/24 --dynamic-ip-setup', undefined, network, undefined],
    ] as const) {
      const moved = await movedFrom(words)
      assert.equal(moved.services[0]?.loopback?.remove, loopback, words)
      for (const [id, text] of [['loopback', told], ['loopback-removed', removed]] as const) // biome-ignore format: one line
        assert.ok(text === undefined ? !moved.told.has(id) : text.test(moved.told.get(id) ?? ''), `${words}: ${moved.told.get(id)}`)
    }
  })
})
