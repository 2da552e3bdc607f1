// Does CONTRIBUTING know the rooms and the files that there are?
import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { quotedIn, readDocument, root, tableOf } from './markdown.ts'

test('every room has a line, and every line a room', () => {
  const lines = tableOf('CONTRIBUTING.md', 'room').rows.flatMap(([room = '']) => quotedIn(room))
  const rooms = ['bin', ...readdirSync(join(root, 'lib')).map((room) => `lib/${room}`)]
  assert.deepEqual([...lines].sort(), rooms.sort())
})

test('files and folders that it names are there', () => {
  const named = readDocument('CONTRIBUTING.md')
    .split('\n')
    .flatMap(quotedIn)
    .filter((text) => !text.includes('NAME') && /^(lib|test|bin|contrib|\.ci)\/[\w./-]*$/.test(text))
  assert.ok(named.length > 20)
  assert.deepEqual(
    named.filter((path) => !existsSync(join(root, path))),
    [],
  )
})
