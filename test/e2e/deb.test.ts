// Does what contrib/packages.md says of the .deb hold on a Debian 13: installed, completed by shells, brought along by Ansible, and gone without a trace?
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import packageJson from '../../package.json' with { type: 'json' }
import { topology } from '../lab/azure-vwan/topology.ts'
import { buildWorld, startRouters } from '../lab/azure-vwan/world.ts'
import { Machine, makeDebian } from './cloud/machine.ts'
import { packDeb } from './cloud/pack.ts'
import { e2e } from './kit/e2e.ts'
import type { Frr } from './kit/frr.ts'
import type { Run } from './kit/run.ts'
import { until } from './kit/wait.ts'

const contrib = (path: string): string => readFileSync(join(import.meta.dirname, '../../contrib', path), 'utf8')

/** What the page has one type under this heading. */
const commandsUnder = (heading: string): readonly string[] => {
  const section =
    contrib('packages.md')
      .split(/^## /m)
      .find((one) => one.startsWith(`${heading}\n`)) ?? ''
  return [...section.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, text = '']) => text.trim().split('\n'))
}

const vip = `${topology.vip}/32`

type Place = { readonly machine: Machine; readonly router: Frr }

e2e(
  'the .deb is installed as contrib/packages.md says, its manual and its completion work, Ansible changes what is announced, and a purge leaves nothing',
  async (run) => {
    const place = await bareMachine(run)
    const { machine } = place
    const commands = commandsUnder('.deb')
    const purge = commands.findIndex((command) => command.startsWith('systemctl stop'))
    assert.ok(purge > 0)
    for (const command of commands.slice(0, purge)) await machine.run('sh', '-ec', `cd /root; ${command}`)
    await routeIs(place, [topology.applianceAs])
    assert.equal(await machine.run('exabgp-haproxy', '--version'), packageJson.version)
    await manualIsClean(machine)
    await shellsComplete(machine)
    await ansibleBringsChanges(place)
    await containerRuns(place)
    for (const command of commands.slice(purge)) await machine.run('sh', '-ec', command)
    await nothingIsLeft(machine)
    await machine.kill()
  },
  { timeout: 600_000 },
)

/** A machine whose apt has the packages of the first command installed, and the .deb beside it. */
const bareMachine = async (run: Run): Promise<Place> => {
  const debian = join(run.folder, 'debian')
  const packages = ['exabgp', 'haproxy', 'nodejs', 'mandoc', 'zsh', 'fish', 'ansible-core', 'procps']
  const world = await buildWorld(run, topology)
  const { appliance, webs, routers } = world.primary
  const router = routers[0]?.frr
  assert.ok(router)
  await appliance.ip(`addr del ${vip} dev lo`)
  const [deb] = await Promise.all([packDeb(run), makeDebian('trixie', debian, packages), startRouters(world), webs[0]?.start()])
  const machine = new Machine(appliance, { debian, files: { [`/root/${basename(deb)}`]: readFileSync(deb), ...ansibleFiles } })
  machine.start()
  await until('the machine to be up', () => isUp(machine), { within: 120_000, every: 500 })
  // The Debian was made without documentation; what is installed from now on has it.
  await machine.run('sh', '-ec', 'rm /etc/dpkg/dpkg.cfg.d/99mmdebstrap')
  return { machine, router }
}

const isUp = (machine: Machine): Promise<boolean> =>
  machine.run('systemctl', 'is-system-running').then(
    () => true,
    (error) => /degraded/.test(String(error)),
  )

const routeIs = ({ router }: Place, asPath: readonly number[]): Promise<unknown> =>
  router.waitForTable(`as-path ${asPath}`, (table) => table.get(vip)?.[0]?.asPath.join() === asPath.join(), { within: 60_000 })

/** The pages of ExaBGP and HAProxy, to which ours lead, are not on this machine. */
const manualIsClean = async (machine: Machine): Promise<void> => {
  // mandoc names a page by its file, and does not unpack it.
  const lint =
    'for section in 8 yaml.5; do name=exabgp-haproxy.$section; zcat /usr/share/man/man?/$name.gz > /tmp/$name; mandoc -T lint /tmp/$name 2>&1; done'
  const said = await machine.run('sh', '-c', `${lint}; true`)
  const elsewhere = /referenced manual not found: Xr (exabgp|haproxy) 1|outdated mandoc.db lacks/
  assert.deepEqual(
    said.split('\n').filter((line) => line !== '' && !elsewhere.test(line)),
    [],
  )
}

const inBash =
  'source /usr/share/bash-completion/completions/exabgp-haproxy; COMP_WORDS=(exabgp-haproxy drain ""); COMP_CWORD=2; _exabgp_haproxy; echo "$COMPREPLY"'

// A completion that is there late is there at one of the next TABs.
const inZsh = `zmodload zsh/zpty
zpty -b shell zsh -f -i
hears() { while zpty -r shell line; do said+=$line; done; [[ $said == *$1* ]] }
zpty -w shell 'autoload -Uz compinit && compinit -u && PS1= && echo read""y'
until hears ready; do sleep 0.1; done
said=
zpty -w -n shell 'exabgp-haproxy drain '
until hears web; do zpty -w -n shell $'\\t'; sleep 1; done
echo web
zpty -d shell`

/** Whoever presses TAB again gets what a busy machine did not find in time. */
const shellsComplete = async (machine: Machine): Promise<void> => {
  const shells = [
    ['bash', '--norc', '-c', inBash],
    ['fish', '-c', 'complete -C "exabgp-haproxy drain "'],
    ['timeout', '120', 'zsh', '-f', '-c', inZsh],
  ] as const
  for (const words of shells) {
    let said = ''
    const completed = async (): Promise<boolean> => {
      said = await machine.run('sh', '-c', '"$@" 2>&1', 'sh', ...words).catch(String)
      return said.trim() === 'web'
    }
    await until(`${words[0]} to complete the name of the service`, completed, { within: 300_000, every: 200, seen: () => said })
  }
}

const configuration = contrib('exabgp-haproxy.yaml')
const prepended = configuration.replace('leave: 65%}', 'leave: 65%, prepend: 1}')

const ansibleFiles = {
  '/root/ansible/playbook.yaml': contrib('ansible/playbook.yaml'),
  '/root/ansible/files/exabgp-haproxy.yaml': prepended,
}

const play = (machine: Machine, ...words: readonly string[]): Promise<string> =>
  machine.run(
    ...['env', 'HOME=/root', 'LC_ALL=C.UTF-8', 'ansible-playbook', '--inventory', 'balancer,', '--connection', 'local'],
    ...['--extra-vars', 'ansible_python_interpreter=/usr/bin/python3 look_for=3 settle_within=5s', ...words, '/root/ansible/playbook.yaml'],
  )

const ansibleBringsChanges = async (place: Place): Promise<void> => {
  const { machine, router } = place
  const withdraws = () => router.history().filter(({ kind, from }) => kind === 'withdraw' && from === topology.regions[0].appliance).length
  const before = withdraws()
  await play(machine, '--syntax-check')
  await play(machine)
  await routeIs(place, [topology.applianceAs, topology.applianceAs])
  assert.match(await machine.run('exabgp-haproxy', 'undo'), /./)
  await routeIs(place, [topology.applianceAs])
  await machine.run('exabgp-haproxy', 'reload')
  await routeIs(place, [topology.applianceAs, topology.applianceAs])

  const bring = (text: string) => machine.run('sh', '-ec', 'printf %s "$1" > /root/ansible/files/exabgp-haproxy.yaml', 'sh', text)
  const unchanged = async (): Promise<void> => {
    await routeIs(place, [topology.applianceAs, topology.applianceAs])
    assert.equal((await machine.run('cat', '/etc/exabgp/exabgp-haproxy.yaml')).trim(), prepended.trim())
  }

  // What is broken, and what would be down, is refused.
  for (const [right, wrong] of [
    ['require: all', 'require: most'],
    ['127.0.0.1/alive', '127.0.0.1:9/alive'],
  ] as const) {
    await bring(prepended.replace(right, wrong))
    await assert.rejects(play(machine), /failed to validate/)
    await unchanged()
  }
  assert.equal(withdraws(), before, 'withdrawn meanwhile')

  // What turns out to keep the service away goes back.
  await bring(prepended.replace('/etc/exabgp/maintenance', '/etc/hostname'))
  await assert.rejects(play(machine), /in force again/)
  await unchanged()
}

/** What the container does after its packages are there, as its engine starts and stops it: the signal goes to the first process alone. */
const containerRuns = async ({ machine, router }: Place): Promise<void> => {
  await machine.run('systemctl', 'stop', 'exabgp')
  await router.waitForTable('no route', (table) => !table.has(vip), { within: 60_000 })
  const from = router.history().length
  await machine.run('systemd-run', '--unit', 'container', '--property', 'KillMode=mixed', 'sh', '-c', containerStart)
  await router.waitForTable('the route', (table) => table.has(vip), { within: 90_000 })
  await machine.run('systemctl', 'stop', 'container')
  await router.waitForTable('no route', (table) => !table.has(vip), { within: 60_000 })
  const end = await until('the session to end', () =>
    router
      .history()
      .slice(from)
      .find((event) => event.kind === 'session' && event.state === 'down'),
  )
  const heard = router.history().slice(from, router.history().indexOf(end))
  assert.ok(
    heard.some(({ kind }) => kind === 'withdraw'),
    'a withdraw before the session closes',
  )
}

const containerStart = contrib('container/start')

const nothingIsLeft = async (machine: Machine): Promise<void> => {
  const [found, known] = await Promise.all([
    machine.run(
      'sh',
      '-c',
      'find / -xdev -name "*exabgp-haproxy*" -not -path "/etc/*" -not -path "/root/*" -not -path "/var/lib/systemd/*"',
    ),
    machine.run('sh', '-c', 'dpkg-query --list exabgp-haproxy 2>&1 || true'),
  ])
  assert.equal(found, '')
  assert.match(known, /no packages found/)
}
