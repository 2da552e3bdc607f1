// Is only announced what is a proper prefix and may be announced?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { contains, parsePrefix } from '../../lib/bgp/prefix.ts'
import { parsePrefixRule, refusal } from '../../lib/bgp/prefix-list.ts'
import { prefix, unwrap } from '../engine/configs.ts'

const rule = (text: string) => unwrap(parsePrefixRule(text))

describe('a prefix', () => {
  for (const [text, canonical] of [
    ['9.9.9.9', '9.9.9.9/32'],
    ['192.0.2.8/29', '192.0.2.8/29'],
    ['2001:DB8:0::9', '2001:db8::9/128'],
    ['2001:db8::/64', '2001:db8::/64'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['::/0', '::/0'],
    ['::255.255.255.255', '::ffff:ffff/128'],
    ['::ffff:192.0.2.1', '::ffff:c000:201/128'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1/128'],
    ['fe80:0:0:0::/10', 'fe80::/10'],
    ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127'],
  ] as const) {
    it(`is read from ${text} as ${canonical}`, () => assert.equal(prefix(text).text, canonical))
  }

  for (const [text, expected] of [
    ['010.0.0.1/32', 'a prefix such as 192.0.2.1/32 or 2001:db8::1/128'],
    ['0x7f.1', 'a prefix such as 192.0.2.1/32 or 2001:db8::1/128'],
    ['10.1/32', 'a prefix such as 192.0.2.1/32 or 2001:db8::1/128'],
    ['9.9.9.9/', 'a prefix such as 192.0.2.1/32 or 2001:db8::1/128'],
    ['9.9.9.9/032', 'a prefix such as 192.0.2.1/32 or 2001:db8::1/128'],
    ['9.9.9.9/32 ', 'a prefix such as 192.0.2.1/32 or 2001:db8::1/128'],
    ['9.9.9.9\n/32', 'a prefix such as 192.0.2.1/32 or 2001:db8::1/128'],
    ['::ffff:010.0.0.1', 'a prefix such as 192.0.2.1/32 or 2001:db8::1/128'],
    ['fe80::1%eth0', 'a prefix such as 192.0.2.1/32 or 2001:db8::1/128'],
    ['9.9.9.9/33', 'a prefix length of at most 32'],
    ['2001:db8::/129', 'a prefix length of at most 128'],
    ['192.0.2.1/24', 'a prefix without host bits (192.0.2.0/24)'],
  ] as const) {
    it(`is not read from ${JSON.stringify(text)}`, () => assert.deepEqual(parsePrefix(text), { ok: false, expected }))
  }

  it('is read again from its own text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const read = parsePrefix(text)
        // Some spellings of IPv6 end in an IPv4 address; what is read must be stable.
        if (read.ok) assert.equal(prefix(read.value.text).text, read.value.text)
      }),
    )
  })

  it('contains itself and what is longer, in its own family only', () => {
    assert.equal(contains(prefix('192.0.2.0/24'), prefix('192.0.2.9/32')), true)
    assert.equal(contains(prefix('192.0.2.0/24'), prefix('192.0.2.0/24')), true)
    assert.equal(contains(prefix('192.0.2.0/24'), prefix('192.0.0.0/16')), false)
    assert.equal(contains(prefix('::/0'), prefix('9.9.9.9/32')), false)
  })
})

describe('the guard', () => {
  for (const text of [
    '0.0.0.0/0',
    '::/0',
    '127.0.0.1',
    '169.254.1.1',
    '224.0.0.5',
    '255.255.255.255',
    '0.1.2.3',
    '::1',
    '::',
    'fe80::1',
    'ff02::1',
    '::ffff:9.9.9.9',
  ]) {
    it(`never lets ${text} through, whatever is permitted`, () => {
      const everything = [rule('0.0.0.0/0 le 32'), rule('::/0 le 128')]
      assert.notEqual(refusal(prefix(text), []), undefined)
      assert.notEqual(refusal(prefix(text), everything), undefined)
    })
  }

  it('lets host routes and small pools through when nothing is permitted explicitly', () => {
    for (const text of ['9.9.9.9/32', '192.0.2.8/29', '2001:db8::9/128', '2001:db8::/64'])
      assert.equal(refusal(prefix(text), []), undefined)
    for (const text of ['192.0.2.0/28', '2001:db8::/63']) assert.match(refusal(prefix(text), []) ?? '', /without permit, only/)
  })

  it('lets only through what a prefix list names, in the families that it names', () => {
    const permit = [rule('203.0.113.0/24 ge 32'), rule('198.51.100.0/24')]
    assert.equal(refusal(prefix('203.0.113.7/32'), permit), undefined)
    assert.equal(refusal(prefix('198.51.100.0/24'), permit), undefined)
    assert.equal(refusal(prefix('2001:db8::9/128'), permit), undefined)
    assert.equal(refusal(prefix('203.0.113.0/29'), permit), 'no entry of permit matches it')
    assert.equal(refusal(prefix('9.9.9.9/32'), permit), 'no entry of permit matches it')
  })

  it('reads prefix lists as routers do', () => {
    const span = (text: string) => [rule(text).from, rule(text).to]
    assert.deepEqual(span('203.0.113.0/24'), [24, 24])
    assert.deepEqual(span('203.0.113.0/24 ge 28'), [28, 32])
    assert.deepEqual(span('203.0.113.0/24 le 30'), [24, 30])
    assert.deepEqual(span('2001:db8::/32  ge 64  le 64'), [64, 64])
    assert.equal(parsePrefixRule('203.0.113.0/24 ge 20').ok, false)
    assert.equal(parsePrefixRule('203.0.113.0/24 ge 30 le 28').ok, false)
    assert.equal(parsePrefixRule('203.0.113.0/24 eq 30').ok, false)
  })
})
