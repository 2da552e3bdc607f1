// How is it said what ExaBGP was told, and what it answered?
import { some } from '../../values/some.ts'
import { span } from '../../values/span.ts'
import { debug, error, info, type NewsOf, type Sentences, warn } from '../sentence.ts'

export const ofExabgp = {
  stopping: ({ signal, withdrawn, again }) =>
    info(
      `stopping on ${signal}: ${withdrawn.length === 0 ? 'nothing was announced' : `withdrew ${some(withdrawn)}`}${again.length === 0 ? '' : `, withdrew ${some(again)} once more, which a neighbor may still have`}`,
    ),
  'exabgp-gone': ({ how }) => info(`ExaBGP is gone (${how}): leaving`),
  greeted: ({ version, dialect, acks }) =>
    info(
      `ExaBGP ${version} runs this process (API ${dialect}) and ${acks ? 'acknowledges every command' : 'acknowledges no command, so nobody sees a refusal (exabgp.api.ack is false)'}`,
    ),
  'no-version': ({ afterMs }) =>
    warn(`ExaBGP has not told its version for ${span(afterMs)}: sending routes without waiting for its answers`),
  inherited: ({ nlris }) =>
    info(
      nlris.length === 0
        ? 'ExaBGP lists none of our VIPs as announced'
        : `ExaBGP still announces ${some(nlris)} from before this start: kept announced until the checks have a verdict`,
    ),
  discrepancy: (news) => warn(discrepancy(news)),
  'stale-vip': ({ nlris, withdrawn, why }) =>
    (withdrawn ? info : warn)(
      `${some(nlris)}: announced by an earlier run, no longer configured: ${withdrawn ? 'withdrawing it' : 'not touching it, so it may stay announced'}: ${why}`,
    ),
  sent: ({ refresh, line }) => (refresh ? debug(`repeated: ${line}`) : info(`sent: ${line}`)),
  answered: ({ afterMs, line }) => debug(`done after ${afterMs.toFixed(1)} ms: ${line}`),
  refused: ({ next, line, complaint }) =>
    (next === 'later' ? error : info)(
      `ExaBGP refused "${line}"${complaint === undefined ? '' : ` (${complaint})`}: ${refusalAdvice(next)}`,
    ),
  'neighbor-gone': ({ neighbors, nlris }) =>
    info(`ExaBGP has no neighbor ${some(neighbors)}: ${some(nlris)} is withdrawn when it has that neighbor again`),
  'eor-refused': ({ line }) => debug(`ExaBGP has no session up for "${line}": sent again when a neighbor comes up, and with every refresh`),
  silent: ({ afterMs, line }) => warn(`ExaBGP has not answered for ${span(afterMs)}, so this may not be carried out yet: ${line}`),
  answering: ({ afterMs }) => info(`ExaBGP answers again after ${span(afterMs)}`),
  unanswered: ({ line, next }) =>
    error(
      `ExaBGP never answered "${line}", but answers other commands, so neighbors may not have got it: ${next === 'in halves' ? 'sending its prefixes again in halves' : 'trying again within 60 s'}; read the log of ExaBGP`,
    ),
  unsolicited: ({ line }) => debug(`ExaBGP sent an answer that no command waits for: ${line}`),
} satisfies Partial<Sentences>

const discrepancy = ({ unasked, missing }: NewsOf<'discrepancy'>): string =>
  [
    ...(unasked.length === 0
      ? []
      : [`ExaBGP announces ${some(unasked)}, though not told to: withdrawing it, unless its service wants it by now`]),
    ...(missing.length === 0 ? [] : [`ExaBGP does not announce ${some(missing)}, though told to: announcing it again`]),
  ].join('; ')

const refusalAdvice = (next: NewsOf<'refused'>['next']): string =>
  next === 'in halves'
    ? 'sending its prefixes again in halves, to find those that are refused'
    : 'some neighbors may have got it, others not; trying again within 60 s; let a neighbor list this process under api { processes [ … ]; }, and read the log of ExaBGP'
