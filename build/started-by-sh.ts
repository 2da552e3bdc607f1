// What does the shell do before Node starts?
import { standInMs, standInScript } from '../lib/io/stand-in.ts'
import type { Text } from './chunks.ts'
import type { File } from './places.ts'

/**
 * The shell says how many threads Node has for files, which only the environment can; to Node its lines are strings and comments. It also notices
 * a closed stdout, for which Node puts /dev/null: what is lost there must not pass for success.
 */
export const startedBySh = ({ path, text }: Text): File => ({
  path,
  contents: text.replace(
    /^#!.*\n/,
    () => `${['#!/bin/sh', ...[refuseClosedStdout, waitWithoutNode, startStandIn, moreThreads, startNode].map(beforeNode)].join('\n')}\n`,
  ),
})

const beforeNode = (command: string): string => `':' //; ${command}`

/** 74 is `EX_IOERR` of sysexits.h. */
const refuseClosedStdout =
  "true 2>/dev/null 3>&1 || { echo 'exabgp-haproxy: stdout is closed, so nobody would get the result' >&2; exit 74; }"

const underExabgp = '[ -p /dev/stdin ] || [ -S /dev/stdin ]'

/** While a package of Node is being replaced there is none: under ExaBGP, whose pipe is on stdin, that takes its time, as six starts within 64 s stop ExaBGP; what ExaBGP says meanwhile is read, or its write would stop it. */
const waitWithoutNode = `command -v node >/dev/null || { echo 'exabgp-haproxy: there is no node in PATH' >&2; if ${underExabgp}; then PATH=/usr/bin:/bin timeout ${standInMs / 1000} cat >/dev/null; fi; exit 70; }`

/**
 * Nor may a Node be followed at once that dies before it has read a line of ours: for want of memory or a library, of a mistake in NODE_OPTIONS. Who stands in for it is no child
 * of it, as nobody would wait for its end; `$$` is what becomes Node.
 */
const startStandIn = `if ${underExabgp}; then case "$1" in '' | run | -*) { EXABGP_HAPROXY_STAND_IN=$( (set -- $$; ${standInScript}) <&3 >&4 3<&- 4>&- & echo $!); export EXABGP_HAPROXY_STAND_IN; } 3<&0 4>&1 ;; esac; fi`

/** A file on a dead mount holds a thread until it answers, and libuv has four of them for all files; fewer, which an environment may say for other programs, are too few. */
const moreThreads = 'case "$UV_THREADPOOL_SIZE" in [4-9] | [1-9][0-9]*) ;; *) UV_THREADPOOL_SIZE=16 ;; esac; export UV_THREADPOOL_SIZE'

const startNode = 'exec node "$0" "$@"'
