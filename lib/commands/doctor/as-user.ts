// As whom does doctor look, and how does root become that user?
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { isTrue, settingsOf } from '../../doctor/settings.ts'
import { property } from '../../doctor/unit.ts'
import { print } from '../../io/print.ts'
import { readText } from '../../io/text-file.ts'
import { unitOfExabgp } from './machine.ts'

export const exitUnknown = 3

/** How long all checks may take, and Node to start on a busy machine. */
const childWithinMs = 10_000

/** Who is asked on the way to that, one after the other. */
const [unitWithinMs, userWithinMs] = [300, 1000]

/** What ExaBGP's user may do is what counts; Node's own way to become another user drops its groups. Undefined where this process may go on itself. */
export const asUser = async (named: string | undefined, conf: string): Promise<number | undefined> => {
  if (process.getuid?.() !== 0) return undefined
  const user = named ?? (await userOfExabgp(conf))
  if (user === 'root') return undefined
  const group = await execa('id', ['-g', '--', user], { reject: false, stdin: 'ignore', timeout: userWithinMs })
  const become = ['--reuid', user, '--regid', group.stdout.trim(), '--init-groups']
  // What it says of itself must not be taken for a verdict of doctor.
  const trial = group.failed
    ? group
    : await execa('setpriv', [...become, 'true'], { reject: false, stdin: 'ignore', timeout: userWithinMs })
  const why = trial.failed ? trial.stderr.trim().split('\n', 1)[0] || trial.code || 'no answer' : undefined
  if (why !== undefined) return cannotBecome(user, why)
  const words = [...become, process.execPath, ...process.execArgv, ...process.argv.slice(1)]
  const { exitCode, code, timedOut } = await execa('setpriv', words, {
    reject: false,
    stdio: 'inherit',
    timeout: childWithinMs,
    killSignal: 'SIGKILL',
  })
  return exitCode !== undefined && exitCode <= exitUnknown
    ? exitCode
    : cannotBecome(user, timedOut ? 'no answer' : (code ?? `exit status ${exitCode ?? 'none'}`))
}

const cannotBecome = async (user: string, why: string): Promise<number> => {
  await print('stderr', [`doctor cannot become ${user} (${why}); --user names another, --user root looks as root`])
  return exitUnknown
}

/** Debian's, unless systemd knows better. */
const usual = 'exabgp'

/** That of its unit; started as root, ExaBGP becomes the one of its settings. */
const userOfExabgp = async (conf: string): Promise<string> => {
  const unit = await unitOfExabgp(unitWithinMs).catch(() => undefined)
  if (unit === undefined || property(unit, 'LoadState') !== 'loaded') return usual
  const own = property(unit, 'User')
  if (own !== '' && own !== 'root') return own
  const path = join(dirname(conf), 'exabgp.env')
  const file = await readText(path)
  const { settings } = settingsOf(path, file.ok ? file.text : '', unit)
  return isTrue(settings.get('daemon.drop')?.value ?? 'true') ? (settings.get('daemon.user')?.value ?? 'nobody') : 'root'
}
