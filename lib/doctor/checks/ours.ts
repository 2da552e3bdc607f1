// Can our program run as ExaBGP starts it, and is what it is told right?
import { formatProblem } from '../../config/problems/problem.ts'
import { type Check, type Finding, fail, type TextFile, warn } from '../check.ts'
import { dropIn, edit, replace, word } from '../mend.ts'
import { spotOfWord } from '../spot.ts'

const executable: Check = {
  id: 'program-executable',
  area: 'program',
  needed: 'a program that ExaBGP may run, and that runs as its user',
  judge: async (ask) => {
    const [conf, programs] = await Promise.all([ask('conf'), ask('programs')])
    return programs.flatMap(({ path, run, state, instead }): readonly Finding[] => {
      if (state === 'executable') return []
      if (state === 'denied') return [fail(`${path} cannot be executed`, `chmod a+rx ${word(path)}`)]
      if (state === 'setuid') return [fail(`${path} is setuid or setgid, which ExaBGP refuses`, `chmod ug-s ${word(path)}`)]
      const mend =
        instead === undefined
          ? edit(conf.path, run.line)
          : replace(
              conf.path,
              run,
              run.written.replace(path, () => instead),
            )
      return [fail(`there is no ${path}`, mend)]
    })
  },
}

const node: Check = {
  id: 'node-version',
  area: 'program',
  needed: 'Node 20.19 or newer in the PATH of ExaBGP',
  judge: async (ask) => {
    const { found, own, path, isUnits } = await ask('node')
    const [major = 0, minor = 0] = (found ?? '').replace(/^v/, '').split('.').map(Number)
    if (major > 20 || (major === 20 && minor >= 19)) return []
    const folder = own.slice(0, own.lastIndexOf('/'))
    const mend = isUnits ? dropIn('Service', `Environment=PATH=${folder}:${path}`) : `ln -s ${word(own)} /usr/local/bin/node`
    return [fail(`${found === undefined ? 'there is no node' : `node is ${found}`} in ${path}`, mend)]
  },
}

const valid: Check = {
  id: 'config-valid',
  area: 'us',
  needed: 'a configuration without mistakes and warnings',
  judge: async (ask) => {
    const [ours, { group }] = await Promise.all([ask('ours'), ask('user')])
    return ours.flatMap(({ file, config }) => {
      if (file !== undefined && 'reason' in file) return [unreadable(file, group)]
      const problems = config.ok ? config.warnings : config.problems
      return problems.map((problem) => {
        const { place, text, warning } = problem
        const guess = /got "([^"]+)"\. Did you mean "([^"]+)"\?$/.exec(text)
        if (place.kind !== 'file') return (warning === true ? warn : fail)(formatProblem(problem))
        const spot = file && guess !== null ? spotOfWord(file.text, place.line, place.column, guess[1] ?? '') : undefined
        const mend = spot === undefined ? edit(place.file, place.line) : replace(place.file, spot, guess?.[2] ?? '')
        return (warning === true ? warn : fail)(formatProblem(problem), mend)
      })
    })
  },
}

const unreadable = ({ path, reason }: TextFile & { readonly reason: string }, group: string): Finding =>
  fail(
    `${path} cannot be read (${reason})`,
    reason === 'EACCES' ? `chgrp ${word(group)} ${word(path)} && chmod g+r ${word(path)}` : `ls -l ${word(path)}`,
  )

const folder: Check = {
  id: 'state-folder',
  area: 'us',
  needed: 'a folder for the state file and the control socket that ExaBGP may write to',
  judge: async (ask) => {
    const [{ path, state }, { name }] = await Promise.all([ask('folder'), ask('user')])
    return state === 'denied' ? [fail(`${path} cannot be written or made`, `install -d -o ${word(name)} -m 755 ${word(path)}`)] : []
  },
}

export const ourChecks: readonly Check[] = [executable, node, valid, folder]
