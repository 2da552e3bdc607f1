// Which licences has what is bundled?
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from './places.ts'

const permissive = new Set(['MIT', 'MIT-0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD', 'CC0-1.0', 'BlueOak-1.0.0'])

/** Throws where a licence does not permit that, or is not there. */
export const licenceTexts = async (folders: readonly string[]): Promise<string> => {
  const sections = await Promise.all(folders.map(licenceText))
  return `exabgp-haproxy contains parts of these packages:\n\n${[...new Set(sections)].join('\n')}`
}

const licenceText = async (folder: string): Promise<string> => {
  const { name, version, license } = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'))
  if (!permissive.has(license)) throw new Error(`${name} ${version} is bundled, but its licence is ${license}`)
  const names = (await readdir(join(root, folder))).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).sort()
  if (names.length === 0) throw new Error(`${name} ${version} is bundled, but has no licence text`)
  const texts = await Promise.all(names.map((file) => readFile(join(root, folder, file), 'utf8')))
  return `---- ${name} ${version} (${license})\n\n${texts.map((text) => text.trim()).join('\n\n')}\n`
}
