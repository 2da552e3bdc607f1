// Are the names of checks told apart, and without a secret?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keyed } from '../../lib/config/check-key.ts'
import { checkNames, nameByKey } from '../../lib/config/check-names.ts'
import type { Check } from '../../lib/config/schema/checks/kinds.ts'
import { backend, cadence } from '../engine/configs.ts'

const http = (url: string): Check => ({
  ...{ ...cadence, kind: 'http', url, headers: {}, tls: { insecure: false } },
  expect: { status: [{ from: 200, to: 299 }], headers: {} },
})

const program = (...argv: readonly [string, ...string[]]): Check => ({ ...cadence, kind: 'command', command: { kind: 'arguments', argv } })

const shell = (text: string): Check => ({ ...cadence, kind: 'command', command: { kind: 'shell', text } })

test('no argument, query or variable is in a name', () => {
  const named: readonly (readonly [Check, string])[] = [
    [http('https://app.example:8443/healthz?token=s3cret&a=?'), 'http https://app.example:8443/healthz'],
    [http('http://127.0.0.1?s3cret'), 'http http://127.0.0.1'],
    [program('/usr/local/bin/check-app', '--password', 's3cret'), 'command check-app'],
    [program('/srv/a b#2', 's3cret'), 'command a_b_2'],
    [shell('/usr/bin/curl -u a:s3cret http://127.0.0.1/'), 'command curl'],
    [shell('true'), 'command true'],
    [shell('! A=s3cret curl s3cret'), 'command curl'],
    [shell('check; s3cret'), 'command check'],
    [shell(`PGPASSWORD=s3cret B="a s3cret" C='s3cret "x' psql -c 'select 1'`), 'command psql'],
  ]
  for (const [check, name] of named) assert.deepEqual(checkNames([check]), [name])
})

test('where a shell could read the first word otherwise than we do, the program is sh', () => {
  const texts = [
    'A=$(pass -s s3cret -q) curl',
    'A=`pass s3cret -q` curl',
    'A="$(echo "x s3cret y")" curl',
    'A="x\\" s3cret y" curl',
    'A=x\\ s3cret curl',
    `A=\${B:-x s3cret} curl`,
    'A=(x s3cret) curl',
    '"s3cret" -a',
    '(cd /srv && ./check s3cret)',
    'A=s3cret',
    'A+=s3cret curl',
    '$s3cret',
    's3cret=$(x)',
    '! (curl s3cret)',
  ]
  for (const text of texts) assert.deepEqual(checkNames([shell(text)]), ['command sh'], text)
})

test('those of one name have a number, in their order, and are found by their keys', () => {
  const checks = [shell('curl a'), backend('web'), shell('curl b'), shell('curl a'), backend('web')]
  const names = ['command curl', 'backend web', 'command curl #2', 'command curl #3', 'backend web #2']
  assert.deepEqual(checkNames(checks), names)
  assert.deepEqual(
    keyed(checks).map(([key]) => nameByKey(checks, key)),
    names,
  )
})
