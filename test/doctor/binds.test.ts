// Is a VIP that HAProxy binds before it is there found, with the line that lets HAProxy start?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bindsIn } from '../../lib/doctor/haproxy-binds.ts'
import { readUnit } from '../../lib/doctor/unit.ts'
import { told } from './told.ts'

const unit = readUnit(
  'ExecStartPre={ path=/usr/sbin/ip ; argv[]=/usr/sbin/ip address replace 9.9.9.9/32 dev lo ; ignore_errors=no ; pid=0 }\nActiveState=active\n',
)

const cfg = (line: string) => ({ path: '/etc/haproxy/haproxy.cfg', text: `frontend web\n    ${line}\n` })

const look = (line: string, nonlocalBind = { ipv4: false, ipv6: false }) =>
  told('haproxy-bind', { haproxyCfg: cfg(line), unit, ours: [], nonlocalBind })

test('a VIP that comes with ExaBGP, and that HAProxy binds, keeps HAProxy from starting at a boot', async () => {
  assert.deepEqual(await look('bind 9.9.9.9:80'), [
    {
      level: 'fail',
      seen: '/etc/haproxy/haproxy.cfg:2 binds 9.9.9.9/32, which this machine has only once ExaBGP starts',
      mend: "sysctl -w net.ipv4.ip_nonlocal_bind=1 && printf '%s\\n' net.ipv4.ip_nonlocal_bind=1 >>/etc/sysctl.d/99-exabgp-haproxy.conf",
    },
  ])
  assert.deepEqual(await look('bind 9.9.9.9:80', { ipv4: true, ipv6: false }), [])
  for (const line of ['bind *:80', 'bind :80', 'bind 9.9.9.10:80', 'bind 9.9.9.9:80 transparent', '# bind 9.9.9.9:80'])
    assert.deepEqual(await look(line), [], line)
})

test('every way to write an address that is bound is understood', () => {
  const vips = (line: string) => bindsIn(line).map(({ vip }) => vip)
  assert.deepEqual(vips('  bind 9.9.9.9:80,ipv4@9.9.9.10:8000-8010 ssl crt /etc/a.pem # why'), ['9.9.9.9/32', '9.9.9.10/32'])
  assert.deepEqual(vips('bind 2001:db8::9:443'), ['2001:db8::9/128'])
  assert.deepEqual(vips('bind [2001:db8::9]:443,ipv6@2001:db8::a:443'), ['2001:db8::9/128', '2001:db8::a/128'])
  assert.deepEqual(vips('bind /run/a.sock,abns@x,fd@3,*:80'), [])
})
