// Does the unit of ExaBGP let our program see and do what it has to?
import { type Ask, type Check, fail } from '../check.ts'
import { dropIn } from '../mend.ts'
import { hiddenBy, type Needs } from '../sandbox.ts'

const needsOf = async (ask: Ask): Promise<Needs> => {
  const [socket, folder, ours, programs, records] = await Promise.all([
    ask('socket'),
    ask('folder'),
    ask('ours'),
    ask('programs'),
    ask('records'),
  ])
  const files = ours.flatMap(({ file }) => (file === undefined ? [] : [file.path]))
  const paths = [socket.path, ...files, ...programs.map(({ path }) => path)]
  return { read: paths.filter((path) => path.startsWith('/')), write: [folder.path, ...records] }
}

const sandbox: Check = {
  id: 'unit-sandbox',
  area: 'exabgp',
  needed: 'a unit that hides nothing of what our program needs, and forbids nothing of what it does',
  judge: async (ask) => {
    const unit = await ask('unit')
    if (unit === undefined) return []
    return hiddenBy(unit, await needsOf(ask)).map(({ setting, what, instead }) =>
      fail(`the unit exabgp has ${setting}, which takes away ${what.join(', ')}`, dropIn('Service', ...instead)),
    )
  },
}

export const sandboxChecks: readonly Check[] = [sandbox]
