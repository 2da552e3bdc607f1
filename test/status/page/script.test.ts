// Does the page follow what happens, however it was addressed?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { script } from '../../../lib/status/page/script.ts'

/** What of a browser the script touches before anything happens. */
const started = (hash: string) => {
  const [opened, asked]: [string[], string[]] = [[], []]
  const details = { open: false }
  const element = { dateTime: '2026-11-25T22:00:00Z', hidden: true, textContent: '', addEventListener: () => undefined }
  const row = { closest: () => details, scrollIntoView: () => undefined }
  const getElementById = (id: string) => {
    asked.push(id)
    if (['seen', 'zone', 'live'].includes(id)) return element
    return id === 'web@2026-11-25T22:30:00Z' ? row : null
  }
  runInNewContext(script, {
    document: { getElementById, querySelectorAll: () => [] },
    location: { hash },
    addEventListener: () => undefined,
    setInterval: () => opened.push('interval'),
    EventSource: class {
      constructor(path: string) {
        opened.push(path)
      }
      addEventListener() {}
    },
  })
  return { opened, isUnfolded: details.open, asked }
}

test('a link to a change opens its row, and the page follows', () => {
  const { opened, isUnfolded } = started('#web@2026-11-25T22%3A30%3A00Z')
  assert.deepEqual([opened, isUnfolded], [['events', 'interval'], true])
})

test('a fragment that nobody can decode is one that leads nowhere, and the page follows', () => {
  const { opened, isUnfolded, asked } = started('#web@2026-11-25T22%3')
  assert.deepEqual([opened, isUnfolded], [['events', 'interval'], false])
  assert.ok(asked.includes('web@2026-11-25T22%3'))
})
