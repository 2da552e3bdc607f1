// What does the shell do before Node starts?
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
    () => `${['#!/bin/sh', beforeNode(refuseClosedStdout), beforeNode(waitWithoutNode), beforeNode(moreThreads), startNode].join('\n')}\n`,
  ),
})

const beforeNode = (command: string): string => `':' //; ${command}`

/** 74 is `EX_IOERR` of sysexits.h. */
const refuseClosedStdout =
  "true 2>/dev/null 3>&1 || { echo 'exabgp-haproxy: stdout is closed, so nobody would get the result' >&2; exit 74; }"

/** While a package of Node is being replaced there is none: under ExaBGP, whose pipe is on stdin, that takes its time, as six starts within 64 s stop ExaBGP. */
const waitWithoutNode =
  "command -v node >/dev/null || { echo 'exabgp-haproxy: there is no node in PATH' >&2; if [ -p /dev/stdin ] || [ -S /dev/stdin ]; then sleep 22; fi; exit 70; }"

/** A file on a dead mount holds a thread until it answers, and libuv has four of them for all files. */
const moreThreads = '[ -n "$UV_THREADPOOL_SIZE" ] || UV_THREADPOOL_SIZE=16; export UV_THREADPOOL_SIZE'

const startNode = beforeNode('exec node "$0" "$@"')
