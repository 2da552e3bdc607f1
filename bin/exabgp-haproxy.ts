#!/usr/bin/env node
// Does the program run, and what if it cannot?
//
// None of its other files is imported statically: one that is missing or broken must not become a crash loop either.
import { fstatSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

/** ExaBGP 4.2 and 5.0 stop, with everybody's routes, at the sixth start of a process within one of its minutes of 64 s: with this there are three. */
const leastLifeMs = 22_000

/** `EX_SOFTWARE` of sysexits.h. */
const exitMistaken = 70

/** `EX_UNAVAILABLE`. */
const exitUnavailable = 69

/** As package.json says. */
const [neededMajor, neededMinor] = [20, 19]

const words = process.argv.slice(2)

// A folder that was deleted has no name, for which everybody asks who reads a path.
try {
  process.cwd()
} catch {
  process.chdir('/')
}

// Meant for ExaBGP and easily sent to the wrong one: until somebody listens, Node takes the first for a wish for its debugger, and dies of the others.
for (const signal of ['SIGUSR1', 'SIGUSR2', 'SIGALRM'] as const) process.on(signal, () => {})

// Who stands in for this process from its start on, if a shell started it (build/started-by-sh.ts).
const standIn = /^[1-9]\d*$/.test(process.env.EXABGP_HAPROXY_STAND_IN ?? '') ? Number(process.env.EXABGP_HAPROXY_STAND_IN) : undefined
delete process.env.EXABGP_HAPROXY_STAND_IN

const endStandIn = (): void => {
  try {
    if (standIn !== undefined) process.kill(standIn, 'SIGKILL')
  } catch {} // it is gone
}

/** Commands that ExaBGP does not run. */
const beside = [
  'check',
  'explain',
  'exabgp-conf',
  'migrate',
  'doctor',
  'hooks',
  'status',
  'metrics',
  'drain',
  'resume',
  'check-now',
  'reload',
  'confirm',
  'undo',
]

const isPiped = (): boolean => {
  try {
    const stdin = fstatSync(0)
    return stdin.isFIFO() || stdin.isSocket()
  } catch {
    return false
  }
}

const startedByExabgp = async (): Promise<boolean> =>
  import('../lib/io/started-by-exabgp.ts').then(
    ({ startedByExabgp }) => startedByExabgp(),
    () => false,
  )

const isForExabgp = isPiped() && (!beside.includes(words[0] ?? '') || (await startedByExabgp()))

/** Not for help with that. */
const asksForStatus = !isForExabgp && words[0] === 'status' && !words.some((word) => /^(-h|--help|--version|help)$/.test(word))

// ExaBGP freezes when its writes to us block, and is gone when it closes its end.
const holdBack = async (): Promise<void> => {
  process.stdin.on('data', () => {})
  for (const end of ['end', 'error']) process.stdin.on(end, () => leave(exitMistaken))
  await delay(Math.max(0, leastLifeMs - performance.now()))
}

// A file that hangs may be why the program cannot go on, or it may be this one.
const leave = async (status: number): Promise<void> => {
  const { leave } = await import('../lib/io/leave.ts').catch(() => ({ leave: process.exit }))
  await leave(status)
}

const nodeIsTooOld = (): boolean => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major < neededMajor || (major === neededMajor && minor < neededMinor)
}

if (nodeIsTooOld()) {
  endStandIn()
  const line = `needs Node ${neededMajor}.${neededMinor} or newer, found ${process.versions.node} (${process.execPath}), it changes no route`
  const remedy = 'Debian 13 has one (nodejs); on Debian 12: npm install --global node@22'
  process.stderr.write(`${new Date().toISOString()} exabgp-haproxy error: the program ${line}: ${remedy}\n`)
  if (isForExabgp) await holdBack()
  process.exit(exitUnavailable)
}

if (isForExabgp) process.on('SIGHUP', () => {})

// V8 shrinks its memory 8 s after each time that there was much to collect. A thousand services, of which only a file can tell, need it again at once:
// with what V8 has to compile again then, that is 1 % of a core. Later than here it does not heed this, and whoever has no file starts 6 ms sooner without.
if (isForExabgp && (words.some((word) => word.startsWith('--config')) || process.env.EXABGP_HAPROXY_CONFIG !== undefined)) {
  const { setFlagsFromString } = await import('node:v8')
  setFlagsFromString('--gc-memory-reducer-start-delay-ms=1000000000')
}

// From here on whatever ends us, the kernel included, does not make ExaBGP start us at once.
if (isForExabgp) {
  await import('../lib/io/stand-in.ts').then(({ startStandIn }) => startStandIn(standIn), endStandIn)
  // Before anything else is loaded: to import `node:util` is enough for Node 26 to open stderr in its own way.
  await import('../lib/io/stderr.ts').then(
    ({ keepStderrBlocking }) => keepStderrBlocking(),
    () => {},
  )
} else endStandIn()

try {
  const { main } = asksForStatus ? await import('./status.ts') : await import('./main.ts')
  await main(words)
} catch (error) {
  const stack = error instanceof Error && error.stack ? error.stack : String(error)
  const holding = isForExabgp
  const effect = holding ? 'what is announced stays, and ExaBGP may start it again' : 'ending'
  process.stderr.write(
    `${new Date().toISOString()} exabgp-haproxy error: the program cannot go on, ${effect}: ${stack.replace(/\n */g, ' ')}\n`,
  )
  if (holding) await holdBack()
  await leave(exitMistaken)
}
