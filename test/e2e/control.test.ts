// Is the control socket there for those who may use it, under a real ExaBGP, and what does it cost when they misuse it?
import assert from 'node:assert/strict'
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { builtProgram } from './kit/built-program.ts'
import { e2e } from './kit/e2e.ts'
import { nodeProgram } from './kit/node-program.ts'
import type { Run } from './kit/run.ts'
import { Site, type SiteOptions } from './kit/site.ts'
import { config } from './kit/site-configurations.ts'
import { until } from './kit/wait.ts'

const vip = '9.9.9.9/32'
const services = { web: { vips: [vip], checks: [{ backend: 'http_back' }] } }

const start = async (run: Run, control: object = {}, more: SiteOptions = {}): Promise<Site> => {
  const site = await Site.start(run, { config: (it) => ({ ...config(it, services), control }), ...more })
  await site.peer().waitForRoute(vip)
  return site
}

const runtimeOf = (site: Site): string => join(dirname(site.configPath), 'exabgp-haproxy')

const socketOf = (site: Site): Promise<string> =>
  until('the control socket', () => {
    const name = existsSync(runtimeOf(site)) && readdirSync(runtimeOf(site)).find((one) => one.endsWith('.sock'))
    return name ? join(runtimeOf(site), name) : undefined
  })

/** `as`: the user and group of the client; status 0 where curl has no answer at all. */
const curl = async (
  socket: string,
  path: string,
  { as = [], post = false }: { readonly as?: readonly string[]; readonly post?: boolean } = {},
) => {
  const request = [...(post ? ['--json', '{"all": true}'] : []), `http://localhost/v1/${path}`]
  const words = ['curl', '--silent', '--max-time', '10', '--write-out', '\n%{http_code}', '--unix-socket', socket, ...request]
  const [file = '', ...rest] = [...as, ...words]
  const { stdout } = await execa(file, rest, { reject: false })
  const [, body = '', status] = /^([\s\S]*)\n(\d+)$/.exec(stdout) ?? []
  return { status: Number(status), body: body === '' ? undefined : JSON.parse(body) }
}

/** A user of no rights, and one more who is in the group. */
const stranger = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
const member = ['setpriv', '--reuid=65534', '--regid=65534', '--groups=1']

const kill = async (site: Site): Promise<void> => {
  const pid = site.helperPid()
  process.kill(pid ?? Number.NaN, 'SIGKILL')
  await until('the next process', () => ![undefined, pid].includes(site.helperPid()))
}

const processOn = async (socket: string): Promise<number | undefined> => (await curl(socket, 'status')).body?.process.pid

e2e(
  'members of the group ask and order although ExaBGP takes rights away (umask 0137), others do neither, and one socket is for reading',
  async (run) => {
    const read = join(run.folder, 'read.sock')
    const site = await start(run, { group: 'daemon', 'read-only': read })
    const socket = await socketOf(site)
    await until('both sockets', () => existsSync(read))
    assert.deepEqual(
      [socket, read].map((path) => [(statSync(path).mode & 0o777).toString(8), statSync(path).gid]),
      [
        ['660', 1],
        ['660', 1],
      ],
    )
    // The folders of tests are their own; under systemd everybody may enter /run.
    await execa('chmod', ['o+x', run.folder, dirname(site.configPath)])
    assert.equal((await curl(socket, 'status', { as: stranger })).status, 0)
    const { status, body } = await curl(socket, 'status', { as: member })
    assert.deepEqual([status, body.services[0].name, body.process.pid], [200, 'web', site.helperPid()])
    assert.equal((await curl(read, 'status', { as: member })).status, 200)
    assert.equal((await curl(read, 'drain', { as: member, post: true })).status, 403)
    assert.equal(
      site.sent().some((line) => line.startsWith('withdraw')),
      false,
    )
    assert.equal((await curl(socket, 'drain', { as: member, post: true })).status, 200)
    await site.peer().waitForNoRoute(vip)
  },
)

e2e('the socket of a killed process is that of the next, also where it was deleted; it goes with ExaBGP', async (run) => {
  const site = await start(run)
  const socket = await socketOf(site)
  for (const spoil of [() => {}, () => rmSync(socket)]) {
    await until('an answer', async () => (await processOn(socket)) === site.helperPid())
    spoil()
    await kill(site)
  }
  await until('the last to answer', async () => (await processOn(socket)) === site.helperPid())
  await site.exabgp.stop()
  await until('the socket to go', () => !existsSync(socket))
})

e2e('the second of two processes with one socket leaves it to the first, says so, and announces all the same', async (run) => {
  const socket = join(run.folder, 'one.sock')
  const site = await start(
    run,
    { socket },
    {
      amend: (text) =>
        `${text.replaceAll('[ rhi ]', '[ rhi second ]')}\nprocess second {\n  run ${process.execPath} ${builtProgram} --vip 9.9.9.10/32 --command true --rise 1 --control-socket ${socket};\n  encoder text;\n}\n`,
    },
  )
  await site.peer().waitForRoute('9.9.9.10/32')
  await site.exabgp.program.log.waitFor(/the control socket \S+one\.sock cannot be used \(another process has its name\)/)
  const [one, other] = [site.helperPid(), site.exabgp.helperPid('9.9.9.10/32')]
  assert.ok([one, other].includes(await processOn(socket)))
})

e2e('a socket that cannot be offered costs an alarm and no route', async (run) => {
  const file = join(run.folder, 'file')
  writeFileSync(file, '')
  const site = await start(run, { socket: join(file, 'a.sock') })
  await site.waitForLog(/the control socket \S+ cannot be used \(its folder is no folder\): status and orders do not reach this process/)
})

e2e('withdraws come beside 64 slow, mute, huge and hostile clients, and who asks after them is answered', async (run) => {
  const site = await start(run)
  const socket = await socketOf(site)
  const clients = site.node.program('clients', nodeProgram(run.folder, 'hostile-clients', socket))
  clients.start()
  await clients.log.waitFor(/begun/)
  for (let round = 0; round < 5; round++) {
    const from = site.sent().length
    site.web().fallIll()
    await site.waitForSent(/^withdraw/, { from, within: 10_000 })
    await site.peer().waitForNoRoute(vip)
    site.web().recover()
    await site.peer().waitForRoute(vip)
  }
  await clients.stop()
  await until('an answer', async () => (await processOn(socket)) === site.helperPid())
})

e2e('without a file to open it goes on, and answers again once there are some', async (run) => {
  const site = await start(run)
  const socket = await socketOf(site)
  assert.equal(await processOn(socket), site.helperPid())
  const pid = String(site.helperPid())
  // One that was open for a moment leaves room for another.
  await until('no answer', async () => {
    const open = readdirSync(`/proc/${pid}/fd`).map(Number)
    const free = open.findIndex((_, number) => !open.includes(number))
    await execa('prlimit', ['--pid', pid, `--nofile=${free === -1 ? open.length : free}:`])
    return (await processOn(socket)) === undefined
  })
  await site.waitForLog(/too many files open/)
  await execa('prlimit', ['--pid', pid, '--nofile=1024:'])
  await until('an answer', async () => (await processOn(socket)) === Number(pid))
  site.web().fallIll()
  await site.peer().waitForNoRoute(vip)
})
