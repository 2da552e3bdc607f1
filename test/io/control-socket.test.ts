// Is a control socket there for those who may use it, whatever happens to its name?
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { execaNode } from 'execa'
import { ControlSocket } from '../../lib/io/control-socket.ts'
import { folder } from './folder.ts'

type Own = { readonly mode?: number; readonly group?: string; readonly says?: string }

class Offer {
  readonly path: string
  readonly troubles: (string | undefined)[] = []
  readonly #socket: ControlSocket

  constructor(context: TestContext, path: string, { says = 'hello', ...own }: Own = {}) {
    this.path = path
    this.#socket = new ControlSocket({
      path,
      mode: 0o660,
      onConnection: (connection) => connection.on('error', () => {}).end(says),
      onTrouble: (trouble) => this.troubles.push(trouble),
      ...own,
    })
    context.after(() => this.end())
  }

  /** As at the start, and as every minute. */
  async look(): Promise<this> {
    this.#socket.start()
    await this.#socket.flushed()
    return this
  }

  /** What is in the way is told when it is found the second time. */
  async lookTwice(): Promise<this> {
    await this.look()
    return this.look()
  }

  async end(): Promise<void> {
    this.#socket.stop()
    await this.#socket.flushed()
  }
}

const place = (name: string): string => {
  const path = join(folder, name)
  mkdirSync(path)
  return path
}

const heard = async (path: string): Promise<string> => {
  const socket = connect({ path })
  const [text] = await once(socket, 'data')
  socket.destroy()
  return String(text)
}

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)

/** A socket whose process was killed. */
const leaveBehind = async (path: string): Promise<void> => {
  const program = "require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))"
  await execaNode({ reject: false, nodeOptions: ['-e', program] })`${path}`
  assert.ok(statSync(path).isSocket())
}

test('whatever the umask, the socket has its own permissions, and nothing is left beside it', async (context) => {
  const at = place('umask')
  for (const umask of [0o137, 0o000, 0o777]) {
    const before = process.umask(umask)
    const path = join(at, `${umask}.sock`)
    await new Offer(context, path).look().finally(() => process.umask(before))
    assert.equal(modeOf(path), '660')
  }
  assert.deepEqual(readdirSync(at).sort(), ['0.sock', '511.sock', '95.sock'])
})

test('its folder is made, open to those who look who is there', async (context) => {
  const path = join(place('made'), 'exabgp-haproxy', 'a.sock')
  const before = process.umask(0o137)
  await new Offer(context, path).look().finally(() => process.umask(before))
  assert.equal(modeOf(join(path, '..')), '755')
  assert.equal(await heard(path), 'hello')
})

test('a folder of version 0.1, for its owner only, is opened; another is left as it is', async (context) => {
  const at = place('former')
  for (const [name, mode] of [
    ['exabgp-haproxy', '755'],
    ['private', '700'],
  ] as const) {
    mkdirSync(join(at, name), { mode: 0o700 })
    await new Offer(context, join(at, name, 'a.sock')).look()
    assert.equal(modeOf(join(at, name)), mode)
  }
})

test('what a killed process left is replaced', async (context) => {
  const path = join(place('left'), 'a.sock')
  await leaveBehind(path)
  const { troubles } = await new Offer(context, path).look()
  assert.deepEqual(troubles, [])
  assert.equal(await heard(path), 'hello')
})

test('the name of a process that answers stays its own, and is taken over when that has gone', async (context) => {
  const path = join(place('two'), 'a.sock')
  const first = await new Offer(context, path, { says: 'first' }).look()
  const second = await new Offer(context, path, { says: 'second' }).look()
  assert.deepEqual(second.troubles, [])
  await second.look()
  assert.deepEqual(second.troubles, ['another process has its name'])
  assert.equal(await heard(path), 'first')
  await first.end()
  await second.look()
  assert.deepEqual(second.troubles, ['another process has its name', undefined])
  assert.equal(await heard(path), 'second')
})

test('of processes that begin at once, beside what was left or beside nothing, one has the name and the others say so', async (context) => {
  for (let round = 0; round < 20; round++) {
    const path = join(place(`race-${round}`), 'a.sock')
    if (round % 2 === 0) await leaveBehind(path)
    const offers = await Promise.all([1, 2, 3].map((number) => new Offer(context, path, { says: String(number) }).look()))
    for (const offer of offers) await offer.look()
    const answering = await heard(path)
    assert.deepEqual(
      offers.map(({ troubles }) => troubles),
      ['1', '2', '3'].map((number) => (number === answering ? [] : ['another process has its name'])),
    )
    assert.deepEqual(readdirSync(join(path, '..')), ['a.sock'])
  }
})

test('its file goes when it ends, unless it has become that of another', async (context) => {
  const at = place('end')
  const own = await new Offer(context, join(at, 'own.sock')).look()
  const lost = await new Offer(context, join(at, 'lost.sock')).look()
  rmSync(lost.path)
  await new Offer(context, lost.path, { says: 'other' }).look()
  await Promise.all([own.end(), lost.end()])
  assert.equal(existsSync(own.path), false)
  assert.equal(await heard(lost.path), 'other')
})

test('a socket that was deleted is there again after the next look', async (context) => {
  const offer = await new Offer(context, join(place('deleted'), 'a.sock')).look()
  for (const destroy of [() => rmSync(offer.path), () => rmSync(join(offer.path, '..'), { recursive: true })]) {
    destroy()
    await offer.look()
    assert.equal(await heard(offer.path), 'hello')
  }
  assert.deepEqual(offer.troubles, [])
})

test('a file, a link and a folder of its name are left alone', async (context) => {
  const at = place('occupied')
  const paths = ['file', 'link', 'folder'].map((name) => join(at, `${name}.sock`))
  const [file = '', link = '', directory = ''] = paths
  writeFileSync(file, 'precious')
  symlinkSync(file, link)
  mkdirSync(directory)
  for (const path of paths) {
    const { troubles } = await new Offer(context, path).lookTwice()
    assert.deepEqual(troubles, ['a file that is no socket has its name'])
  }
  assert.equal(readFileSync(file, 'utf8'), 'precious')
})

test('a path that is too long, or leads through a file, is a trouble and nothing else', async (context) => {
  const at = place('impossible')
  writeFileSync(join(at, 'file'), '')
  const long = join(at, `${'a'.repeat(108 - at.length - '/.sock'.length)}.sock`)
  assert.equal(long.length, 108)
  for (const [path, trouble] of [
    [long, 'its path has more than 107 bytes'],
    [join(at, 'file', 'a.sock'), 'its folder is no folder'],
    [join(at, 'absent', 'deeper', 'a.sock'), 'its folder is not there and cannot be made'],
  ] as const) {
    const { troubles } = await new Offer(context, path).lookTwice()
    assert.deepEqual(troubles, [trouble])
  }
  const most = await new Offer(context, long.replace('a.sock', '.sock')).look()
  assert.deepEqual(most.troubles, [])
  assert.deepEqual(readdirSync(at).length, 2)
})

test('a group that the machine does not have is a trouble, and the socket is there all the same', async (context) => {
  const { path, troubles } = await new Offer(context, join(place('group'), 'a.sock'), { group: 'nobody-has-this' }).lookTwice()
  assert.deepEqual(troubles, ['there is no group nobody-has-this, so its members cannot use it'])
  assert.equal(await heard(path), 'hello')
})

const isRoot = process.getuid?.() === 0

test('the socket goes to the group that was named, by name or number', { skip: !isRoot && 'needs root' }, async (context) => {
  const at = place('groups')
  for (const group of ['daemon', '1']) {
    const { path, troubles } = await new Offer(context, join(at, `${group}.sock`), { group }).look()
    assert.deepEqual([statSync(path).gid, modeOf(path), troubles], [1, '660', []])
  }
})
