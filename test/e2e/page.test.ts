// Does a real browser show the page so that everybody can read it, with and without its script?
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Child, exabgp } from '../daemon/child.ts'
import { temporaryFolder } from '../folder.ts'
import { freePort } from '../io/free-port.ts'
import { Browser, chromium, type View } from './kit/browser.ts'
import { e2e } from './kit/e2e.ts'
import { install, missingOf } from './kit/requirements.ts'
import { until } from './kit/wait.ts'

await install({ also: [chromium] })

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const light: View = { scheme: 'light', width: 1100, scripts: true }
const views: readonly View[] = [light, { ...light, scheme: 'dark' }, { ...light, width: 320 }, { ...light, scheme: 'dark', width: 320 }]

const configuration = (port: number, down: string): string => `status: {listen: "127.0.0.1:${port}"}
control: {socket: off}
services:
  web: {vips: [192.0.2.1/32], checks: [{command: "! test -e ${down}", rise: 1, fall: 1, interval: 100ms}]}
  pay: {vips: [192.0.2.2/32], checks: [{command: "echo '<img src=x onerror=alert(1)>' && false", fall: 1, interval: 100ms}]}
`

const textOfPage = '[...document.querySelectorAll("h1,h2,h3,#sentence,.why,td,th,.legend li")].map((one) => one.textContent).join("\\n")'

// A column whose heading stands on more lines than it has words; and what is wider than its place, where no key reaches it.
const brokenWords = `[...document.querySelectorAll('thead th')].filter((one) => one.offsetHeight > 0).filter((one) => {
  const range = document.createRange()
  range.selectNodeContents(one)
  return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > one.textContent.split(' ').length
}).map((one) => one.textContent).concat([...document.querySelectorAll('.wide')].filter((one) => one.tabIndex !== 0).map((one) => one.className))`

const complaints = `${axe};axe.run().then(({violations}) => violations.map(({id, impact, nodes}) => impact + ' ' + id + ': ' + nodes.map(({html}) => html.slice(0, 120)).join(' | ')))`

e2e(
  'axe finds nothing in both schemes and at 320 px; without scripts it says the same; a change is shown by itself, and keys tell of columns',
  async () => {
    const folder = temporaryFolder()
    const [port, down] = [await freePort(), join(folder, 'down')]
    writeFileSync(join(folder, 'config.yaml'), configuration(port, down))
    const child = new Child(['--config', join(folder, 'config.yaml')], exabgp, { RUNTIME_DIRECTORY: folder })
    const url = `http://127.0.0.1:${port}/?range=15m`
    const browser = await Browser.start()
    try {
      await child.waitForLine('announce route 192.0.2.1/32 next-hop self')
      await until('the page', async () => (await fetch(url).catch(() => undefined))?.ok === true)
      for (const view of views) {
        await browser.open(url, view)
        await browser.evaluate('for (const one of document.querySelectorAll("details")) one.open = true')
        assert.deepEqual(await browser.evaluate(complaints), [], JSON.stringify(view))
        assert.equal(await browser.evaluate('document.documentElement.scrollWidth <= innerWidth'), true, JSON.stringify(view))
        assert.deepEqual(await browser.evaluate(brokenWords), [], JSON.stringify(view))
      }
      const withScripts = await browser.evaluate(textOfPage)
      await browser.open(url, { ...light, scripts: false })
      const withoutTimes = (text: unknown): string => String(text).replace(/\d+ s ago|\d+, \d+ failed/g, '')
      assert.equal(withoutTimes(await browser.evaluate(textOfPage)), withoutTimes(withScripts))
      assert.equal(await browser.evaluate('document.querySelectorAll("img").length'), 0)

      await browser.open(url, light)
      writeFileSync(down, '')
      await until('the change', async () =>
        String(await browser.evaluate('document.getElementById("sentence").textContent')).includes('web down'),
      )
      await browser.evaluate('document.querySelector("#s-web .bar").focus()')
      await browser.press('End')
      const told = await browser.evaluate(
        'document.activeElement.getAttribute("role") + " " + document.activeElement.getAttribute("aria-valuetext")',
      )
      assert.match(String(told), /^slider \d\d:\d\d:\d\dZ to \d\d:\d\d:\d\dZ: .*down [\d.<]+%/)
      await browser.press('Enter')
      assert.equal(await browser.evaluate('document.querySelector("#s-web details").open'), true)
    } finally {
      await browser.close()
      child.process.kill('SIGKILL')
      await child.exited
    }
  },
  { lacking: missingOf([chromium]) },
)
