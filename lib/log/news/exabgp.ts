// How is it said what ExaBGP was told, and what it answered?

import { some } from '../../values/some.ts'
import { span } from '../../values/span.ts'
import { debug, error, info, type NewsOf, type Sentences, warn } from '../sentence.ts'

export const ofExabgp = {
  stopping: ({ signal, withdrawn }) =>
    info(`stopping on ${signal}: ${withdrawn.length === 0 ? 'nothing was announced' : `withdrew ${some(withdrawn)}`}`),
  'exabgp-gone': ({ how }) => info(`ExaBGP is gone (${how}): leaving`),
  greeted: ({ version, dialect, acks }) =>
    info(
      `speaking to ExaBGP ${version} in the grammar of ${dialect}, ${acks ? 'every command is acknowledged' : 'it acknowledges nothing (exabgp.api.ack is false)'}`,
    ),
  'no-version': ({ afterMs }) => warn(`ExaBGP has not said its version for ${span(afterMs)}: announcing without waiting for its answers`),
  inherited: ({ nlris }) =>
    info(
      nlris.length === 0
        ? 'ExaBGP lists none of our VIPs'
        : `ExaBGP still announces ${some(nlris)} from before: kept until there is a verdict`,
    ),
  discrepancy: (news) => warn(discrepancy(news)),
  'stale-vip': ({ nlris, withdrawn, why }) =>
    (withdrawn ? info : warn)(
      `${some(nlris)}: announced by an earlier run and no longer configured: ${withdrawn ? 'withdrawing' : 'left alone'}: ${why}`,
    ),
  sent: ({ refresh, line }) => (refresh ? debug(`repeated: ${line}`) : info(`sent: ${line}`)),
  answered: ({ afterMs, line }) => debug(`done after ${afterMs.toFixed(1)} ms: ${line}`),
  refused: ({ next, line, complaint }) =>
    (next === 'later' ? error : info)(
      `ExaBGP refused "${line}"${complaint === undefined ? '' : ` (${complaint})`}: ${refusalAdvice(next)}`,
    ),
  'eor-refused': ({ line }) => debug(`ExaBGP has no session up for "${line}": said again when a neighbor comes up, and with every refresh`),
  silent: ({ afterMs, line }) => warn(`ExaBGP has not answered for ${span(afterMs)}, so this may not be carried out yet: ${line}`),
  answering: ({ afterMs }) => info(`ExaBGP answers again after ${span(afterMs)}`),
  unanswered: ({ line, next }) =>
    error(
      `ExaBGP is there but never answered "${line}": ${next === 'in halves' ? 'trying its prefixes in halves' : 'trying again after a while'}; its log may say why`,
    ),
  unsolicited: ({ line }) => debug(`ExaBGP answered a question that nobody asked: ${line}`),
} satisfies Partial<Sentences>

const discrepancy = ({ unasked, missing }: NewsOf<'discrepancy'>): string =>
  [
    ...(unasked.length === 0
      ? []
      : [`ExaBGP announces ${some(unasked)}, which it was not told to: withdrawing it once, unless it is wanted`]),
    ...(missing.length === 0 ? [] : [`ExaBGP does not announce ${some(missing)}, which it was told to: announcing it again`]),
  ].join('; ')

const refusalAdvice = (next: NewsOf<'refused'>['next']): string =>
  next === 'in halves'
    ? 'trying its prefixes in halves, until what it refuses is alone'
    : 'it may be announced to some neighbors all the same; trying again after a while; does a neighbor list this process under api { processes [ … ]; }, and what does the log of ExaBGP say?'
