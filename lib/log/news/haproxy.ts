// How is it said what happened at HAProxy?
import { ringSentence, silentRing } from '../ring.ts'
import { info, type Sentences, warn } from '../sentence.ts'

export const ofHaproxy = {
  worker: ({ previousPid, pid }) => info(`HAProxy was reloaded or restarted: process ${previousPid} has been replaced by ${pid}`),
  ring: (news) => (news.kind === 'following' ? info : warn)(ringSentence(news)),
  'ring-silent': (news) => warn(silentRing(news)),
} satisfies Partial<Sentences>
