// What does a step lead to?
import type { Effect, News } from './effect.ts'
import type { State } from './state.ts'

export type Step = { readonly state: State; readonly effects: readonly Effect[] }

type Taken = { readonly state: State; readonly news: readonly News[]; readonly effects?: readonly Effect[] }

/** What is new is told, and the rest follows. */
export const told = ({ state, news, effects = [] }: Taken): Step => ({ state, effects: [...tell(news), ...effects] })

/** Each piece of news as an effect. */
export const tell = (news: readonly News[]): readonly Effect[] => news.map((one) => ({ type: 'tell', news: one }))
