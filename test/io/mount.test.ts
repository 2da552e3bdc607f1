// Is a path taken for one of the mount that it leads to, and is no mount asked that may hang?
import assert from 'node:assert/strict'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { mountsIn, mountOf as wholeMountOf } from '../../lib/io/mount.ts'
import { temporaryFolder } from '../folder.ts'

const folder = temporaryFolder()

const link = (name: string, target: string): string => {
  const path = join(folder, name)
  symlinkSync(target, path)
  return path
}

const mountOf = (path: string): string => wholeMountOf(path).point

describe('the mount of a path', () => {
  it('is the one with the longest name, whatever is there', () => {
    assert.equal(mountOf('/proc'), '/proc')
    assert.equal(mountOf('/proc/none/below'), '/proc')
    assert.equal(mountOf('/procession'), '/')
  })

  it('is the one that symbolic links lead to, be they files, folders or links to links', () => {
    mkdirSync(join(folder, 'below'))
    assert.equal(mountOf(link('file', '/proc/none')), '/proc')
    assert.equal(mountOf(join(link('mount', '/proc'), 'none')), '/proc')
    assert.equal(mountOf(join(link('again', 'mount'), 'none', 'below')), '/proc')
    assert.equal(mountOf(join(link('aside', 'below/../mount'), 'none')), '/proc')
  })

  it('is where it says so if links lead nowhere or in circles', () => {
    assert.equal(mountOf(link('circle', 'circle')), mountOf(folder))
    assert.equal(mountOf(link('nowhere', 'none')), mountOf(folder))
  })
})

it('mounts are read off the list of the kernel, the last one of a place first', () => {
  const text = `22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:50 / /srv/a\\040b rw,relatime shared:9 master:2 - nfs4 server:/a rw
31 30 0:51 / /srv/a\\040b rw - tmpfs none rw
`
  assert.deepEqual(mountsIn(text), [
    { point: '/srv/a b', local: true },
    { point: '/srv/a b', local: false },
    { point: '/', local: true },
  ])
})
