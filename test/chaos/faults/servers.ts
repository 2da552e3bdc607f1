// What happens to what HAProxy and our checks look at?
import { httpServer } from '../services.ts'
import { keep, type World } from '../world.ts'
import { alone, becomes, type Fault } from './fault.ts'

const webs = ({ services }: World): readonly string[] => [...services.flatMap(({ servers }) => servers), httpServer.name]

const inputOf = (server: string): string => (server === httpServer.name ? `http:${server}` : `server:${server}`)

const server = (mode: string, weight: number): Fault => ({
  weight,
  lasts: [100, 9000],
  targets: webs,
  begin: async (scene, target) => {
    await becomes(scene, inputOf(target), 'well', 'dead', () => scene.world.tell(target, mode))
    return () => becomes(scene, inputOf(target), 'dead', 'well', () => scene.world.tell(target, 'well'))
  },
})

const commandFails: Fault = {
  weight: 3,
  lasts: [100, 9000],
  targets: alone,
  begin: async (scene) => {
    await becomes(scene, 'flag', 'there', 'gone', async () => keep(scene.world.flag, false))
    return () => becomes(scene, 'flag', 'gone', 'there', async () => keep(scene.world.flag, true))
  },
}

const names = (delayMs: number): Fault => ({
  weight: 1,
  lasts: [500, 9000],
  targets: alone,
  begin: async ({ world, oracle, now }) => {
    oracle.input('names').set(now(), 'answering', 'silent')
    await world.answerNamesAfter(delayMs)
    if (!Number.isFinite(delayMs)) oracle.input('names').set(now(), 'silent')
    return async () => {
      oracle.input('names').set(now(), 'answering', 'silent')
      await world.answerNamesAfter(0)
      oracle.input('names').set(now(), 'answering')
    }
  },
})

export const serverFaults = {
  'server gone': server('gone', 8),
  'server ill': server('ill', 5),
  'server silent': server('silent', 3),
  'command fails': commandFails,
  'names slow': names(400),
  'names silent': names(Number.POSITIVE_INFINITY),
} satisfies Record<string, Fault>
