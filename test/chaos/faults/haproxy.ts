// What happens to HAProxy itself, and to the way to it?
import { chmodSync } from 'node:fs'
import type { HaproxyInstance } from '../../e2e/kit/haproxy.ts'
import { alone, type Fault, type Scene } from './fault.ts'

/** How long servers of a new worker are not verified, with some to spare. */
const unverifiedMs = 2000

/** Suspected so long, HAProxy counts as down. */
const staleMs = 3000

const reload: Fault = {
  weight: 3,
  lasts: [1, 2],
  holds: ['haproxy'],
  targets: alone,
  begin: async (scene) => {
    const seen = scene.oracle.spans('haproxy').begin(scene.now())
    forgetOrders(scene)
    await scene.world.haproxy.reload().catch(() => {})
    forgetOrders(scene)
    seen(scene.now() + unverifiedMs)
    return async () => {}
  },
}

/** The configuration is broken when it is asked to reload: everything goes on as before. */
const failToReload: Fault = {
  weight: 1,
  lasts: [500, 1500],
  holds: ['haproxy'],
  targets: alone,
  begin: async (scene) => {
    const { world, oracle, now } = scene
    const seen = oracle.spans('haproxy').begin(now())
    world.breakHaproxy(true)
    world.haproxy.program.signal('SIGUSR2')
    return async () => {
      world.breakHaproxy(false)
      seen(now())
    }
  },
}

const leaves = (weight: number, leave: (haproxy: HaproxyInstance) => Promise<void>): Fault => ({
  weight,
  lasts: [100, 8000],
  holds: ['haproxy'],
  targets: alone,
  begin: async (scene) => {
    const { world, oracle, now } = scene
    oracle.input('haproxy').set(now(), 'dead')
    await leave(world.haproxy)
    return async () => {
      forgetOrders(scene)
      const seen = oracle.spans('haproxy').begin(now())
      oracle.input('haproxy').set(now(), 'dead', 'running')
      await world.haproxy.start()
      oracle.input('haproxy').set(now(), 'running')
      seen(now() + unverifiedMs)
    }
  },
})

const freeze: Fault = {
  weight: 2,
  lasts: [200, 8000],
  holds: ['haproxy'],
  targets: alone,
  begin: async (scene) => {
    const { world, oracle, now } = scene
    const seen = oracle.spans('haproxy').begin(now())
    const haproxy = oracle.input('haproxy')
    world.haproxy.freeze()
    haproxy.set(now(), 'hung')
    haproxy.foresee(now() + staleMs - 1000, 'hung', 'dead')
    return async () => {
      world.haproxy.thaw()
      haproxy.set(now(), 'running')
      // Its own checks have missed their deadlines, too.
      seen(now() + unverifiedMs)
    }
  },
}

const deny: Fault = {
  weight: 2,
  lasts: [500, 9000],
  targets: alone,
  begin: async ({ world, oracle, now }) => {
    const seen = oracle.spans('haproxy').begin(now())
    oracle.input('socket').set(now(), 'denied')
    mode(world.haproxy.socket, 0o600)
    return async () => {
      mode(world.haproxy.socket, 0o666)
      oracle.input('socket').set(now(), 'open')
      seen(now())
    }
  },
}

// A restart makes a socket that may be asked again.
const mode = (path: string, permissions: number): void => {
  try {
    chmodSync(path, permissions)
  } catch {
    // There is none while HAProxy is dead.
  }
}

/** Orders by hand, and what HAProxy said of its servers, end with the process that got them. */
const forgetOrders = ({ world, oracle, now }: Scene): void => {
  for (const server of world.services.flatMap(({ servers }) => servers)) {
    oracle.input(`order:${server}`).set(now(), 'state ready')
    oracle.input(`weight:${server}`).set(now(), 'weight 100%')
    oracle.input(`said:${server}`).set(now(), 'nothing')
  }
}

export const haproxyFaults = {
  'haproxy reloaded': reload,
  'haproxy fails to reload': failToReload,
  'haproxy killed': leaves(2, (haproxy) => haproxy.kill()),
  'haproxy stopped': leaves(2, (haproxy) => haproxy.stop()),
  'haproxy frozen': freeze,
  'socket denied': deny,
} satisfies Record<string, Fault>
