// What happens to ExaBGP?
import { setTimeout as sleep } from 'node:timers/promises'
import { alone, type Fault, type Scene } from './fault.ts'
import { mayStart } from './starts.ts'

/** ExaBGP reads no commands for some moments around a reload. */
const reloadMs = 2000

/** Our process starts anew, and has asked and judged everything once. */
const restartMs = 6000

const freeze: Fault = {
  weight: 1,
  lasts: [200, 6000],
  holds: ['exabgp'],
  targets: alone,
  begin: async ({ world, oracle, now }) => {
    const ends = ['ours', ...world.routers.map(({ name }) => name)].map((name) => oracle.spans(name).begin(now()))
    world.exabgp.freeze()
    return async () => {
      world.exabgp.thaw()
      for (const end of ends) end(now())
    }
  },
}

/** Nothing on the machine runs, as when a hypervisor stops it; nobody may conclude anything from the time that has passed. */
const pauseMachine: Fault = {
  weight: 1,
  lasts: [500, 12_000],
  holds: ['haproxy', 'exabgp', 'ours'],
  targets: alone,
  begin: async ({ world, oracle, now }) => {
    const programs = [world.haproxy.program, world.exabgp.program]
    const ends = ['ours', 'haproxy', ...world.routers.map(({ name }) => name)].map((name) => oracle.spans(name).begin(now()))
    for (const program of programs) program.freeze()
    return async () => {
      for (const program of programs) program.thaw()
      for (const end of ends) end(now() + 2000)
    }
  },
}

const reload: Fault = {
  weight: 2,
  lasts: [1, 2],
  targets: alone,
  begin: async (scene) => {
    reloadNow(scene)
    return async () => {}
  },
}

/** Its sessions end, and begin again when it is put back. */
const takeOutNeighbor: Fault = {
  weight: 2,
  lasts: [100, 6000],
  holds: ['neighbor'],
  targets: ({ routers }) => routers.map(({ name }) => name),
  begin: async (scene, target) => {
    const { world, oracle, now } = scene
    const end = oracle.spans(target).begin(now())
    world.takeOut(target)
    reloadNow(scene)
    return async () => {
      world.putBack(target)
      reloadNow(scene)
      end(now())
    }
  },
}

/** Several reloads within seconds, a neighbor out with the first, back with the second, and so on. */
const storm: Fault = {
  weight: 2,
  lasts: [400, 2500],
  holds: ['neighbor'],
  targets: ({ routers }) => routers.map(({ name }) => name),
  begin: async (scene, target) => {
    const { world, oracle, now } = scene
    const end = oracle.spans(target).begin(now())
    let over = false
    const raging = (async () => {
      for (let round = 0; !over && round < 5; round++) {
        if (round % 2 === 0) world.takeOut(target)
        else world.putBack(target)
        reloadNow(scene)
        await sleep(450)
      }
    })()
    return async () => {
      over = true
      await raging
      world.putBack(target)
      reloadNow(scene)
      end(now())
    }
  },
}

const restartProcesses: Fault = {
  weight: 1,
  lasts: [1, 2],
  holds: ['ours'],
  targets: alone,
  begin: async ({ world, oracle, now }) => {
    if (!world.exabgp.program.running || !mayStart(world)) return async () => {}
    // Whether ExaBGP still reads the farewell of the old process is open.
    const ours = oracle.input('ours')
    ours.set(now(), 'running', 'leaving')
    ours.foresee(now() + restartMs, 'running')
    oracle.spans('ours').add(now(), now() + restartMs)
    world.exabgp.program.signal('SIGUSR2')
    return async () => {}
  },
}

const reloadNow = ({ world, oracle, now }: Scene): void => {
  if (!world.exabgp.program.running) return
  oracle.spans('ours').add(now(), now() + reloadMs)
  world.exabgp.program.signal('SIGUSR1')
}

export const exabgpFaults = {
  'exabgp frozen': freeze,
  'machine paused': pauseMachine,
  'exabgp reloaded': reload,
  'neighbor taken out': takeOutNeighbor,
  'reloads in a row': storm,
  'exabgp restarts processes': restartProcesses,
} satisfies Record<string, Fault>
