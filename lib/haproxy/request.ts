// Which line asks HAProxy for everything that we need to know, in one answer?

/** The proxies that checks look at: those whose servers count, and those that must be open. */
export type Watch = { readonly backends: readonly string[]; readonly frontends: readonly string[] }

/** One `show stat`; `types` is a sum of 1 (frontend), 2 (backend) and 4 (servers). */
export type Question = { readonly proxy: string; readonly types: number }

const frontends = 1
const backendsAndServers = 6

/** HAProxy 3.x refuses a line longer than its buffer (tune.bufsize, 16 kB by default). */
const longestLine = 8192
const mostQuestions = 30

/** What a question about every proxy has in the place of a name. */
export const everyProxy = '-1'

/**
 * The line for HAProxy's command line (management manual 9.3, "show stat"). It only reads. All three arguments are always given, as HAProxy
 * silently ignores fewer and answers with everything.
 */
export const statisticsRequest = (watch: Watch): string => requestLine(statisticsQuestions(watch))

/** What the line asks, after `show info` and in this order. Many proxies, or a name that could mean something else, are asked for by asking for all. */
export const statisticsQuestions = (watch: Watch): readonly Question[] => {
  const proxies = [...new Set([...watch.backends, ...watch.frontends])]
  const questions = proxies.map((proxy) => ({ proxy, types: typesOf(proxy, watch) }))
  const each = questions.length <= mostQuestions && proxies.every(isPlain) && requestLine(questions).length <= longestLine
  return each ? questions : [{ proxy: everyProxy, types: frontends + backendsAndServers }]
}

const typesOf = (proxy: string, watch: Watch): number =>
  (watch.frontends.includes(proxy) ? frontends : 0) + (watch.backends.includes(proxy) ? backendsAndServers : 0)

const requestLine = (questions: readonly Question[]): string =>
  `${['show info', ...questions.map(({ proxy, types }) => `show stat ${proxy} ${types} -1`)].join(';')}\n`

// The letters that HAProxy allows in the name of a proxy (configuration manual 4). Another name must not become part of a command.
const isPlain = (proxy: string): boolean => /^[\w.:-]+$/.test(proxy)
