// Which line asks HAProxy for everything that we need to know, in one answer?

/** The proxies that checks look at: those whose servers count, and those that must be open. */
export type Watch = {
  readonly backends: readonly string[]
  readonly frontends: readonly string[]
  /** HAProxy's numbers of those that it does not tell of by name: of two with one name (up to 3.2) that finds the one that was declared first. */
  readonly ids?: ProxyIds | undefined
}

/** By row, such as `backend web`. They stay the same for as long as a process of HAProxy lives. */
export type ProxyIds = ReadonlyMap<string, string>

/** How a row is called in `ProxyIds`. */
export const backendKey = (name: string): string => `backend ${name}`
export const frontendKey = (name: string): string => `frontend ${name}`

/** How closely to look: at the servers of backends, at the outline without them, or at the one and just after it at the other. */
export type Look = 'servers' | 'outline' | 'both'

/** One `show stat`; `types` is a sum of 1 (frontend), 2 (backend) and 4 (servers). `id`: asked for by this number, and not by its name. */
export type Question = { readonly proxy: string; readonly types: number; readonly id?: string }

const frontends = 1
const backends = 2
const servers = 4

/** HAProxy 3.x refuses a line longer than its buffer (tune.bufsize, 16 kB by default). A line has up to two parts. */
const longestPart = 4096
const mostQuestions = 30

/** What a question about every proxy has in the place of a name. */
export const everyProxy = '-1'

/**
 * The line for HAProxy's command line (management manual 9.3, "show stat"). It only reads. All three arguments are always given, as HAProxy
 * silently ignores fewer and answers with everything.
 */
export const statisticsRequest = (watch: Watch, look: Look = 'servers'): string => {
  const { outline, whole } = statisticsQuestions(watch, look)
  return requestLine([...outline, ...whole])
}

/** What the line asks, after `show info`: first the outline, then backends with their servers. */
export const statisticsQuestions = (
  watch: Watch,
  look: Look = 'servers',
): { readonly outline: readonly Question[]; readonly whole: readonly Question[] } => ({
  outline: look === 'servers' ? [] : questionsFor(watch, frontends + backends),
  whole: look === 'outline' ? [] : questionsFor(watch, frontends + backends + servers),
})

// Of a `listen` the frontend tells whether its servers are still checked. Many proxies, or a name that could mean something else, are asked for by asking for all.
const questionsFor = (watch: Watch, types: number): readonly Question[] => {
  const proxies = [...new Set([...watch.backends, ...watch.frontends])]
  const questions = proxies.length <= mostQuestions && proxies.every(isPlain) ? proxies.flatMap((proxy) => about(proxy, watch, types)) : []
  const fits = questions.length > 0 && questions.length <= mostQuestions && requestLine(questions).length <= longestPart
  return fits ? questions : [{ proxy: everyProxy, types }]
}

const about = (proxy: string, { backends, frontends: open, ids }: Watch, types: number): readonly Question[] => {
  const rows = [
    ...(open.includes(proxy) ? [{ types: frontends, id: ids?.get(frontendKey(proxy)) }] : []),
    ...(backends.includes(proxy) ? [{ types, id: ids?.get(backendKey(proxy)) }] : []),
  ]
  const byName = rows.reduce((all, row) => (row.id === undefined ? all | row.types : all), 0)
  const byId = rows.flatMap(({ types, id }) => (id === undefined ? [] : [{ proxy, types, id }]))
  return byName === 0 ? byId : [{ proxy, types: byName }, ...byId]
}

// No name of a proxy begins with a plus, and HAProxy reads a number behind it.
const requestLine = (questions: readonly Question[]): string =>
  `${['show info', ...questions.map(({ proxy, types, id }) => `show stat ${id === undefined ? proxy : `+${id}`} ${types} -1`)].join(';')}\n`

// The letters that HAProxy allows in the name of a proxy (configuration manual 4). Another name must not become part of a command.
export const isPlain = (proxy: string): boolean => /^[\w.:-]+$/.test(proxy)
