// Does ExaBGP start our program again, answer it, and run as somebody?
import { type Check, type Finding, fail, warn } from '../check.ts'
import { change, word } from '../mend.ts'
import { oursIn } from './exabgp.ts'

const respawn: Check = {
  id: 'respawn',
  area: 'exabgp',
  needed: 'a process that ExaBGP starts again when it ends',
  judge: async (ask) => {
    const [conf, { path, settings }] = await Promise.all([ask('conf'), ask('env')])
    const off = oursIn(conf).flatMap(({ name, settings }) => {
      const setting = settings.get('respawn')
      return setting?.value === 'false'
        ? [fail(`process ${name} is not started again when it ends`, change(conf.path, setting.line, 'respawn  *false', 'respawn true'))]
        : []
    })
    const all = settings.get('api.respawn') === 'false' ? [fail(`${path}: respawn is false`, setEnv(path, 'api', 'respawn', 'true'))] : []
    return [...off, ...all]
  },
}

const ack: Check = {
  id: 'api-ack',
  area: 'exabgp',
  needed: 'acknowledgements: without them nobody hears that ExaBGP refused a route',
  judge: async (ask) => {
    const { path, settings } = await ask('env')
    return settings.get('api.ack') === 'false' ? [warn(`${path}: ack is false`, setEnv(path, 'api', 'ack', 'true'))] : []
  },
}

const user: Check = {
  id: 'daemon-user',
  area: 'exabgp',
  needed: 'a user that there is',
  judge: async (ask) => {
    const [{ path, settings }, users] = await Promise.all([ask('env'), ask('users')])
    const name = settings.get('daemon.user')
    return name === undefined || users.has(name)
      ? []
      : [fail(`${path}: user ${name} is none of this machine`, setEnv(path, 'daemon', 'user', users.has('exabgp') ? 'exabgp' : 'nobody'))]
  },
}

const setEnv = (path: string, section: string, name: string, value: string): string =>
  `sed -i ${word(`/^\\[exabgp\\.${section}\\]/,/^\\[/s/^${name} *=.*/${name} = ${value}/`)} ${word(path)}`

const pipes: Check = {
  id: 'exabgpcli-pipes',
  area: 'exabgp',
  needed: 'the two pipes of exabgpcli',
  judge: async (ask) => {
    const [found, { name }] = await Promise.all([ask('pipes'), ask('user')])
    return found.flatMap(({ path, isThere }): readonly Finding[] =>
      isThere
        ? []
        : [{ level: 'note', seen: `there is no ${path}`, mend: `mkfifo -m 600 ${word(path)} && chown ${word(name)}: ${word(path)}` }],
    )
  },
}

export const surroundingChecks: readonly Check[] = [respawn, ack, user, pipes]
