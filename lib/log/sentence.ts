// What is a line of the log made from?
import type { LogLevel } from '../config/values/log-level.ts'
import type { News } from '../engine/effect.ts'

export type Sentence = { readonly level: LogLevel; readonly message: string }

/** News of one type, or of one of several. */
export type NewsOf<Type extends News['type']> = { readonly [One in Type]: Extract<News, { readonly type: One }> }[Type]

/** How each type of news is said. */
export type Sentences = { readonly [Type in News['type']]: (news: NewsOf<Type>) => Sentence }

export const error = (message: string): Sentence => ({ level: 'error', message })
export const warn = (message: string): Sentence => ({ level: 'warn', message })
export const info = (message: string): Sentence => ({ level: 'info', message })
export const debug = (message: string): Sentence => ({ level: 'debug', message })
