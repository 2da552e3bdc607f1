// Which known name is suggested for a mistyped one?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nearest } from '../../../lib/config/problems/nearest.ts'

const names = ['hold', 'down', 'vips', 'maintenance-file', 'local-as', 'warn', 'all', 'any']

const meant = {
  hodl: 'hold',
  vip: 'vips',
  maintenance_file: 'maintenance-file',
  maintenancefiel: 'maintenance-file',
  localAs: 'local-as',
  warning: 'warn',
  DOWN: 'down',
  al: 'all',
}

for (const [word, name] of Object.entries(meant)) test(`${word} means ${name}`, () => assert.equal(nearest(word, names), name))
for (const word of ['', 'x', 'drain', 'events', 'a much longer word'])
  test(`"${word}" means nothing`, () => assert.equal(nearest(word, names), undefined))
