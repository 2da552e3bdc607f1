// How is a server called, and where is it?
import type { ServerRow } from './snapshot.ts'

/** As HAProxy calls it: `proxy/server`. */
export const serverKey = ({ proxy, server }: Pick<ServerRow, 'proxy' | 'server'>): string => `${proxy}/${server}`

export const proxyOf = (key: string): string => key.slice(0, key.indexOf('/'))
