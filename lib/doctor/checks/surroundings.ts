// Does ExaBGP start our program again, and run as somebody?
import { type Check, type Finding, fail } from '../check.ts'
import { replace, word } from '../mend.ts'
import { isTrue, set, where } from '../settings.ts'
import { oursIn } from './exabgp.ts'

const respawn: Check = {
  id: 'respawn',
  area: 'exabgp',
  needed: 'a process that ExaBGP starts again when it ends',
  judge: async (ask) => {
    const [conf, env] = await Promise.all([ask('conf'), ask('env')])
    const off = oursIn(conf).flatMap(({ name, settings }) => {
      const setting = settings.get('respawn')
      return setting?.value === 'false'
        ? [fail(`process ${name} is not started again when it ends`, replace(conf.path, setting.spot, 'respawn true;'))]
        : []
    })
    const all = env.settings.get('api.respawn')?.value
    if (all === undefined || isTrue(all)) return off
    return [...off, fail(`${where(env, 'api.respawn')} is ${all}`, set(env, 'api.respawn', 'true'))]
  },
}

const user: Check = {
  id: 'daemon-user',
  area: 'exabgp',
  needed: 'a user that there is',
  judge: async (ask) => {
    const [env, users] = await Promise.all([ask('env'), ask('users')])
    const name = env.settings.get('daemon.user')?.value
    if (name === undefined || users.has(name)) return []
    const own = users.has('exabgp') ? 'exabgp' : 'nobody'
    return [fail(`${where(env, 'daemon.user')} is ${name}, which is none of this machine`, set(env, 'daemon.user', own))]
  },
}

const pipes: Check = {
  id: 'exabgpcli-pipes',
  area: 'exabgp',
  needed: 'the two pipes of exabgpcli',
  judge: async (ask) => {
    const [found, { name }, { settings }] = await Promise.all([ask('pipes'), ask('user'), ask('env')])
    if (!isTrue(settings.get('api.cli')?.value ?? 'true')) return []
    return found.flatMap(({ path, isThere }): readonly Finding[] =>
      isThere
        ? []
        : [{ level: 'note', seen: `there is no ${path}`, mend: `mkfifo -m 600 ${word(path)} && chown ${word(name)}: ${word(path)}` }],
    )
  },
}

export const surroundingChecks: readonly Check[] = [respawn, user, pipes]
